/** Our image: built, and run as compose and Kubernetes run it, on a root file system that cannot be written. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { until } from "../api/until.ts";
import { writeConfig } from "../e2e/prepared-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const IMAGE = "stagefold-test/stagefold";
/** It must be one that can be had without a registry of images where there is none. */
const BASE = process.env.STAGEFOLD_TEST_NODE_IMAGE;
const HARDENED = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
const run = promisify(execFile);

async function docker(...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run("docker", words, {
    cwd: ROOT,
    // The classic builder needs nothing from outside.
    env: { ...process.env, DOCKER_BUILDKIT: BASE === undefined ? "1" : "0" },
    maxBuffer: 64 << 20,
  });
  return stdout + stderr;
}

/** Starts a container that goes when the test is over; gives its name. */
async function startContainer(...words: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-image-"));
  const name = `stagefold-test-${folder.slice(-6)}`;
  onTestFinished(async () => {
    await docker("rm", "-fv", name);
    rmSync(folder, { recursive: true });
  });
  const config = `${writeConfig(folder)}:/etc/stagefold/stagefold.yaml:ro`;
  await run("chmod", ["-R", "a+rX", folder]);
  await docker(
    "run",
    "-d",
    "--health-interval",
    "1s",
    "--name",
    name,
    ...HARDENED,
    "-v",
    config,
    "-p",
    "127.0.0.1::8080",
    IMAGE,
    ...words,
  );
  return name;
}

/** Where its port is found on this machine. */
async function addressOf(name: string): Promise<string> {
  return `http://${(await docker("port", name, "8080/tcp")).trim()}`;
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

describe.skipIf(inject("provider") !== "containers")("the image", () => {
  beforeAll(async () => {
    const base = BASE === undefined ? [] : ["--build-arg", `BASE=${BASE}`];
    await docker("build", "-f", "infra/images/Dockerfile", "-t", IMAGE, ...base, ".");
  }, 300_000);
  afterAll(async () => {
    await docker("rmi", "-f", IMAGE);
  });

  test("runs both processors without rights and with nothing to write to but its volume, and stops with 0", async () => {
    const name = await startContainer("stagefold", "run", "lead-tracker", "funnel-metrics");
    const address = await addressOf(name);

    await until(() => isReady(address));

    expect((await docker("exec", name, "id", "-u")).trim()).toBe("10001");
    await expect(docker("exec", name, "touch", "/opt/stagefold/x")).rejects.toThrow("Read-only file system");
    await until(async () => (await docker("inspect", "-f", "{{.State.Health.Status}}", name)).trim() === "healthy");
    await docker("stop", "-t", "15", name);
    expect((await docker("inspect", "-f", "{{.State.ExitCode}}", name)).trim()).toBe("0");
  });

  test("refuses to serve reports to the network without tokens, and says which variable is missing", async () => {
    const name = await startContainer("query-api");

    expect((await docker("wait", name)).trim()).toBe("2");
    expect(await docker("logs", name)).toContain("STAGEFOLD_API_TOKENS_FILE: expected a file of tokens");
  });

  test("has the command line, and no package manager", async () => {
    expect(await docker("run", "--rm", ...HARDENED, IMAGE)).toContain("Usage: stagefold");
    await expect(docker("run", "--rm", IMAGE, "npm", "--version")).rejects.toThrow();
    await expect(docker("run", "--rm", IMAGE, "pnpm", "--version")).rejects.toThrow();
  });
});
