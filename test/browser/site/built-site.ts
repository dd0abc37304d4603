/** The documentation site as it is built, and a server of files that has it under a path, as a host of pages would. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");
const UNDER = "/some/path/";
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

export interface BuiltSite {
  /** The origin, without a slash at the end. */
  readonly origin: string;
  /** Where the site begins on it, without the slash at the beginning. */
  readonly under: string;
  readonly folder: string;
  /** Paths of all files, from `folder`, with slashes. */
  readonly files: readonly string[];
  close(): void;
}

/** Builds the site into a temporary folder and serves it. Throws what the build said where it failed. */
export async function serveBuiltSite(): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-site-"));
  await build(folder);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const known = new Set(files.filter((path) => statSync(join(folder, path)).isFile()));
  const server = createServer((request, response) => {
    const { pathname } = new URL(decodeURI(request.url ?? "/"), "http://site");
    const path = pathname.slice(UNDER.length);
    const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    if (!pathname.startsWith(UNDER) || !known.has(file)) return response.writeHead(404).end();
    response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
    return response.end(readFileSync(join(folder, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    under: UNDER.slice(1),
    folder,
    files: [...known].sort(),
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function build(folder: string): Promise<void> {
  const vitepress = join(ROOT, "docs/node_modules/vitepress/bin/vitepress.js");
  const child = spawn(process.execPath, [vitepress, "build", join(ROOT, "docs"), "--outDir", folder], {
    // Of vitest, and they would make the build another one.
    env: { ...process.env, NODE_ENV: "production", VITEST: "" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code === 0) return;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(`the site cannot be built:\n${said}`);
}
