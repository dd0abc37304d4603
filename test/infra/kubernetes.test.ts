/**
 * infra/kubernetes, as far as it can be judged by what the services take and export. That the manifests are ones that
 * Kubernetes takes: test/neighbours/kubernetes.test.ts.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@stagefold/config";
import { PROCESSORS } from "@stagefold/service";
import { afterAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { unknownTo } from "./known-variables.ts";

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
  readonly readinessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Pod {
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string }[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // Read by each test as its kind says.
  readonly spec: Record<string, never> & { readonly template: { readonly spec: Pod; readonly metadata: Labelled } };
}

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

const FOLDER = join(import.meta.dirname, "../../infra/kubernetes");
const OVERLAY = join(FOLDER, "overlays/example");
const SERVICES = readdirSync(join(import.meta.dirname, "../../services"));
const base = parse(readFileSync(join(FOLDER, "base/kustomization.yaml"), "utf8")) as {
  readonly resources: readonly string[];
};
const manifests = base.resources.flatMap((file) =>
  parseAllDocuments(readFileSync(join(FOLDER, "base", file), "utf8")).map((document) => document.toJS() as Manifest),
);
const workloads = manifests.filter(({ kind }) => kind === "StatefulSet" || kind === "Job");
const folder = mkdtempSync(join(tmpdir(), "stagefold-kubernetes-"));
afterAll(() => rmSync(folder, { recursive: true }));

function ofKind(kind: string, name: string): Manifest | undefined {
  return manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}

/** The overlay's environment with the container's own: files that pods have are files of this test. */
function environmentOf({ env = [] }: Container): Readonly<Record<string, string>> {
  const lines = readFileSync(join(OVERLAY, "environment.env"), "utf8").trim().split("\n");
  const shared = lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
  const secret = join(folder, "secret");
  writeFileSync(secret, `- { name: ada, sha256: "${"0".repeat(64)}", tenants: ["*"], may: [read, write] }\n`);
  const all = [...shared, ...env.map(({ name, value }): [string, string] => [name, value])];
  const configured = (value: string) => value.replace("/etc/stagefold", OVERLAY);
  const here = all.map(([name, value]) => [name, value.startsWith("/run/secrets/") ? secret : configured(value)]);
  const image = { STAGEFOLD_CONFIG: "/etc/stagefold/stagefold.yaml", STAGEFOLD_DATA_DIR: "/var/lib/stagefold" };
  return { ...image, ...Object.fromEntries(here) };
}

test("all files of the base are part of it, and each service is a StatefulSet", () => {
  const files = readdirSync(join(FOLDER, "base")).filter((name) => name !== "kustomization.yaml");
  expect(files.toSorted()).toEqual(base.resources.toSorted());
  const sets = manifests.filter(({ kind }) => kind === "StatefulSet").map(({ metadata }) => metadata.name);
  expect(sets.toSorted()).toEqual(SERVICES.toSorted());
});

describe.each(workloads)("$kind $metadata.name", ({ spec }) => {
  const pod = spec.template.spec;
  const containers = [...(pod.initContainers ?? []), ...pod.containers];

  test("has an environment that its programs take, of variables that they know", () => {
    for (const container of containers) {
      const [program = ""] = container.args;
      expect([...SERVICES, "stagefold"]).toContain(program);
      expect(unknownTo(program, environmentOf(container))).toEqual([]);
    }
  });

  test("runs without rights, and can write to its volume alone", () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10_001, fsGroup: 10_001 });
    for (const { securityContext, resources } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(resources.limits.memory).toMatch(/^\d+[MG]i$/);
    }
  });

  test("mounts what is there", () => {
    const claims = (spec.volumeClaimTemplates ?? []) as { readonly metadata: { readonly name: string } }[];
    const there = [...pod.volumes.map(({ name }) => name), ...claims.map(({ metadata }) => metadata.name)];
    for (const { name } of containers.flatMap(({ volumeMounts }) => volumeMounts)) expect(there).toContain(name);
  });
});

describe.each(SERVICES)("%s", (name) => {
  const { spec } = ofKind("StatefulSet", name) as Manifest;
  const { labels } = spec.template.metadata;
  const [container] = spec.template.spec.containers as [Container];

  test("has probes, at the port that it answers at", () => {
    expect(container.ports).toEqual([{ name: "http", containerPort: 8_080 }]);
    expect(container.livenessProbe?.httpGet).toEqual({ path: "/livez", port: "http" });
    expect(container.readinessProbe?.httpGet).toEqual({ path: "/readyz", port: "http" });
  });

  test("has a volume claim for each instance, where its data folder is", () => {
    expect(spec.volumeClaimTemplates).toMatchObject([{ metadata: { name: "data" } }]);
    expect(container.volumeMounts).toContainEqual({ name: "data", mountPath: "/var/lib/stagefold" });
  });

  test("is meant by its service and its disruption budget", () => {
    expect(spec).toMatchObject({ serviceName: name, selector: { matchLabels: labels } });
    expect(ofKind("Service", name)?.spec).toMatchObject({ clusterIP: "None", selector: labels });
    expect(ofKind("PodDisruptionBudget", name)?.spec).toMatchObject({ selector: { matchLabels: labels } });
  });
});

test.each(Object.values(PROCESSORS))(
  "$group is scaled by its lag, to no more instances than partitions",
  ({ group }) => {
    const name = group.replace(/^stagefold-/, "");
    const scaler = ofKind("HorizontalPodAutoscaler", name)?.spec;
    const metric = { name: "stagefold_task_lag_records", selector: { matchLabels: { group } } };
    expect(scaler).toMatchObject({
      scaleTargetRef: { kind: "StatefulSet", name },
      metrics: [{ type: "External", external: { metric } }],
    });
    const [topics] = (ofKind("Job", "prepare") as Manifest).spec.template.spec.initContainers as [Container];
    expect(topics.args.slice(-4)).toEqual(["--partitions", String(scaler?.maxReplicas), "--replication-factor", "3"]);
  },
);

test("the overlay's configuration is one", () => {
  expect(() => loadConfig(join(OVERLAY, "stagefold.yaml"))).not.toThrow();
});
