/**
 * Builds the page into the folder that is named: `node build-dashboard.ts FOLDER`. Beside each text lies the same
 * compressed, for a server to send as it is.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new RangeError("name the folder to build into");

await build({
  configFile: join(import.meta.dirname, "../vite.config.ts"),
  logLevel: "warn",
  build: { outDir: folder },
});

for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (!/\.(html|js|css|svg)$/.test(name)) continue;
  const path = join(folder, name);
  const content = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(content));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
