import { join } from "node:path";
import type { Plugin } from "vitepress";

/** Pages become components of Vue, and those outside docs/ have no node_modules with it above them. */
export function vueFromHere(): Plugin {
  return {
    name: "stagefold:vue-from-here",
    enforce: "pre",
    resolveId(id, importer, options) {
      if (!/^vue(\/|$)/.test(id) || importer === undefined || !importer.includes(".md")) return null;
      return this.resolve(id, join(import.meta.dirname, "here.ts"), { ...options, skipSelf: true });
    },
  };
}
