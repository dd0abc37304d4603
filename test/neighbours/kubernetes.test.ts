/** The manifests against the schemas of Kubernetes' API, and the example as kustomize renders it, where it is there. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { pythonWith } from "./python-packages.ts";

const VALIDATE = {
  name: "kubernetes-validate-1.37.0",
  packages: ["kubernetes-validate==1.37.0"],
  needed: "the tests of manifests",
};
const FOLDER = join(import.meta.dirname, "../../infra/kubernetes");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "stagefold-kubernetes-"));
let python: string;
beforeAll(async () => {
  python = await pythonWith(VALIDATE);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of each resource in the files. Throws where one is not as its schema. */
async function validate(...files: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(python, ["-m", "kubernetes_validate", "--strict", ...files]).catch((failed) => {
    throw new Error(`${failed.stdout}${failed.stderr}`, { cause: failed });
  });
  return stdout + stderr;
}

test("all manifests are as Kubernetes' API has them", async () => {
  const { resources } = parse(readFileSync(join(FOLDER, "base/kustomization.yaml"), "utf8"));
  const base = (resources as readonly string[]).map((name) => join(FOLDER, "base", name));

  const said = await validate(...base, join(FOLDER, "overlays/example/namespace.yaml"));

  for (const file of base) expect(said).toContain(`${file} passed for resource`);
});

test("a field that there is not is found", async () => {
  const file = join(folder, "budget.yaml");
  const budget = readFileSync(join(FOLDER, "base/intake.yaml"), "utf8");
  writeFileSync(file, budget.replace("maxUnavailable: 1", "maxUnavailabel: 1"));

  await expect(validate(file)).rejects.toThrow("maxUnavailabel");
});

test("kustomize renders the example, where there is one, into what Kubernetes takes", async ({ skip }) => {
  const overlay = join(FOLDER, "overlays/example");
  const rendered =
    (await run("kustomize", ["build", overlay]).catch(() => null)) ??
    (await run("kubectl", ["kustomize", overlay]).catch(() => null));
  skip(rendered === null, "needs kustomize, or kubectl");
  const file = join(folder, "rendered.yaml");
  writeFileSync(file, rendered?.stdout ?? "");

  expect(await validate(file)).toContain("statefulset/lead-tracker");
  expect(rendered?.stdout).toContain("image: images.example.com/stagefold:0.1.0");
  expect(rendered?.stdout).toMatch(/name: stagefold-config-\w+/);
});
