/** infra/compose, as far as it can be judged without images: variables, files, names, what containers may do. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readEnvironment } from "@stagefold/service";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { unknownTo } from "./known-variables.ts";

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>> | readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "infra/compose");
const compose = parse(readFileSync(join(FOLDER, "compose.yaml"), "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const all = Object.entries(compose.services);
const ours = all.filter(([, { image }]) => image.includes("stagefold"));
const folder = mkdtempSync(join(tmpdir(), "stagefold-compose-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a container of ours has in its environment: the image's, then compose's, with its files where they are here. */
function environmentOf({ environment = {}, volumes = [] }: Service): Readonly<Record<string, string>> {
  const tokens = join(folder, "tokens.yaml");
  writeFileSync(tokens, `- { name: ada, sha256: "${"0".repeat(64)}", tenants: ["*"], may: [read, write] }\n`);
  const mounted = new Map(volumes.map((volume) => volume.split(":")).map(([from = "", to = ""]) => [to, from]));
  const here = Object.entries(environment).map(([name, value]) => {
    const file = mounted.get(value);
    if (file !== undefined) return [name, join(FOLDER, file)];
    // What is asked of the environment of who starts it, and is not there.
    const [, otherwise] = /^\$\{\w+:-([^}]*)\}$/.exec(value) ?? [];
    if (otherwise !== undefined) return [name, otherwise];
    return [name, value.startsWith("/run/secrets/") ? tokens : value];
  });
  return { ...imageEnvironment(), ...Object.fromEntries(here) };
}

/** Of the Dockerfile's ENV, what is for our programs. */
function imageEnvironment(): Readonly<Record<string, string>> {
  const dockerfile = readFileSync(join(ROOT, "infra/images/Dockerfile"), "utf8");
  return Object.fromEntries([...dockerfile.matchAll(/(STAGEFOLD_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
}

describe("compose", () => {
  test("runs every service that there is, and what they need", () => {
    const services = readdirSync(join(ROOT, "services"));
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining([
        ...services,
        "kafka",
        "registry",
        "topics",
        "schemas",
        "prometheus",
        "alertmanager",
        "grafana",
      ]),
    );
  });

  test.each(ours)("%s is given an environment that it takes, of variables that it knows", (_, service) => {
    const environment = environmentOf(service);
    const [program = ""] = service.command ?? [];

    const unknown = unknownTo(program, environment);

    // One image for all: what it sets is known to some of them.
    expect(unknown.filter((name) => !(name in imageEnvironment()))).toEqual([]);
    expect(readEnvironment(environment).kafka).not.toBe(null);
  });

  test.each(ours)("%s can write to its volume alone", (_, { read_only, cap_drop }) => {
    expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ["ALL"] });
  });

  test.each(all)("%s names what is there", (_, { volumes = [], secrets = [], depends_on = [], image }) => {
    for (const volume of volumes) {
      const [source = ""] = volume.split(":");
      if (source.startsWith(".")) expect(existsSync(join(FOLDER, source)), source).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
    for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
    const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
    for (const name of needed) expect(Object.keys(compose.services)).toContain(name);
    expect(image, "a version, and never the newest").toMatch(/:[^:]*(\d+\.\d+|local)/);
  });

  test.each(all)("%s is reached from this machine alone", (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("the configuration is one, and Prometheus asks each of our processes", () => {
    expect(() => unknownTo("lead-tracker", {})).toThrow("STAGEFOLD_CONFIG");
    const prometheus = parse(readFileSync(join(ROOT, "infra/observability/prometheus.yaml"), "utf8"));
    const [
      {
        dns_sd_configs: [{ names, port }],
      },
    ] = prometheus.scrape_configs;
    expect(names.toSorted()).toEqual(readdirSync(join(ROOT, "services")).toSorted());
    expect(imageEnvironment()).toMatchObject({ STAGEFOLD_HTTP_PORT: String(port), STAGEFOLD_API_PORT: String(port) });
  });

  test("docker compose takes the file, where there is one", async ({ skip }) => {
    const docker = (...words: readonly string[]) => promisify(execFile)("docker", ["compose", ...words]);
    const version = await docker("version").catch(() => null);
    skip(version === null, "needs docker compose");
    const copy = join(folder, "infra/compose");
    mkdirSync(copy, { recursive: true });
    writeFileSync(join(copy, "compose.yaml"), readFileSync(join(FOLDER, "compose.yaml")));

    const { stdout } = await docker("-f", join(copy, "compose.yaml"), "config", "--services");

    expect(stdout.trim().split("\n").toSorted()).toEqual(Object.keys(compose.services).toSorted());
  });
});
