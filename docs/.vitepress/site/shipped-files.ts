/** Files of the repository that pages link and that are no pages: the site has copies of them, as text. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vitepress";
import { shippedFile } from "./site-address.ts";

const ADDRESS = /^\/files\/(.+)\.txt$/;

/** Copies `files`, paths from `root`, into the built site. */
export function shipFiles(files: ReadonlySet<string>, root: string, site: string): void {
  for (const path of files) {
    const copy = join(site, shippedFile(path));
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, textOf(join(root, path)));
  }
}

/** The same while pages are written: they are read when they are asked for. */
export function serveShippedFiles(root: string): Plugin {
  return {
    name: "stagefold:shipped-files",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [, path] = ADDRESS.exec(decodeURI(request.url ?? "")) ?? [];
        if (path === undefined || path.split("/").includes("..") || !existsSync(join(root, path))) return next();
        response.setHeader("Content-Type", "text/plain; charset=utf-8");
        response.end(textOf(join(root, path)));
      });
    },
  };
}

/** A file's text; of a folder, a line for each file in it. */
function textOf(path: string): string {
  if (statSync(path).isFile()) return readFileSync(path, "utf8");
  const entries = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
  return `${names.sort().join("\n")}\n`;
}
