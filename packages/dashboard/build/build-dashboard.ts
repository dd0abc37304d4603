/** Builds the page into the folder that is named: `node build-dashboard.ts FOLDER`. */
import { join } from "node:path";
import { build } from "vite";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new RangeError("name the folder to build into");

await build({
  configFile: join(import.meta.dirname, "../vite.config.ts"),
  logLevel: "warn",
  build: { outDir: folder },
});
