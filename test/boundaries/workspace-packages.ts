/** The packages of the workspace, as their package.json files have them. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { REPOSITORY } from "./run-tool.ts";

export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
  readonly optionalDependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** Packages and services, by folder. */
export function workspacePackages(): readonly WorkspacePackage[] {
  const manifests = globSync(["packages/*/package.json", "services/*/package.json"], { cwd: REPOSITORY });
  return manifests.sort().map((path) => readPackage(join(REPOSITORY, path)));
}

/** The package whose package.json is `path`. */
export function readPackage(path: string): WorkspacePackage {
  const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
  const {
    name,
    dependencies = {},
    optionalDependencies = {},
    devDependencies = {},
  } = manifest as {
    readonly name: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
  return {
    name,
    folder: dirname(path),
    dependencies: Object.keys(dependencies),
    optionalDependencies: Object.keys(optionalDependencies),
    devDependencies: Object.keys(devDependencies),
  };
}
