/** How the page becomes a folder of files: everything in it, nothing fetched from elsewhere, no inline script or style. */
import { join } from "node:path";
import { defineConfig } from "vite";

const root = join(import.meta.dirname, "page");

export default defineConfig({
  root,
  // Under whatever path the server serves the folder.
  base: "./",
  publicDir: join(root, "public"),
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["chrome123", "firefox121", "safari17.5"],
    emptyOutDir: true,
    // Data URLs are what a strict content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
