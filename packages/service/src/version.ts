import { readFileSync } from "node:fs";

/** The version of Stagefold that runs. */
export const VERSION = ownVersion();

function ownVersion(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}
