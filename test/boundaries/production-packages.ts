/** What is installed for production: our packages and all that they depend on, directly or not. */
import { realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { readPackage, workspacePackages } from "./workspace-packages.ts";

/** By name, one package.json of each. testkit is for tests. */
export function productionPackages(): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const shipped = workspacePackages().filter(({ name }) => name !== "@stagefold/testkit");
  const pending = shipped.map(({ folder }) => join(folder, "package.json"));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { name, dependencies, optionalDependencies } = readPackage(path);
    packages.set(name, path);
    for (const dependency of [...dependencies, ...optionalDependencies]) {
      const found = installed(dependency, path);
      // Of the optional ones, builds for other platforms are not there.
      if (found === undefined && optionalDependencies.includes(dependency)) continue;
      if (found === undefined) throw new Error(`${name} depends on ${dependency}: not installed`);
      // A package finds its own dependencies from where it really lies.
      pending.push(realpathSync(found));
    }
  }
  return packages;
}

function installed(dependency: string, from: string): string | undefined {
  try {
    return findPackageJSON(dependency, from);
  } catch {
    return undefined;
  }
}
