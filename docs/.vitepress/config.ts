/**
 * The documentation site: every Markdown page of the repository, those of docs/ at its top.
 *
 * Pages are written for GitHub as well: plain Markdown, relative links to files, anchors as GitHub makes them. What the site
 * needs beyond that it makes of it here. It asks nobody but its own server for anything, and its addresses are relative:
 * it may lie under any path.
 */
import { join } from "node:path";
import { defineConfig } from "vitepress";
import { markdownFiles } from "./site/markdown-files.ts";
import { mermaidFences } from "./site/mermaid-fences.ts";
import { navigationOf } from "./site/navigation.ts";
import { createRepositoryLinks } from "./site/repository-links.ts";
import { serveShippedFiles, shipFiles } from "./site/shipped-files.ts";
import { anchorOf, siteFile } from "./site/site-address.ts";
import { vueFromHere } from "./site/vue-from-here.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Three stages, each narrower than the one before. */
const ICON =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#0e7f69">' +
      '<path d="M1 2h14l-2 3H3zM4 6.5h8L10.5 9.5h-5zM6.2 11h3.6L8.8 14H7.2z"/></svg>',
  );
const pages = markdownFiles(ROOT);
const links = createRepositoryLinks(ROOT);

export default defineConfig({
  title: "Stagefold",
  description: "MQL and SQL funnel metrics and SLA breaches from lead events, exactly.",
  lang: "en",
  base: "./",
  srcDir: "..",
  // Beside what else is made, where no tool looks.
  cacheDir: "./dist/cache",
  srcExclude: ["**/{node_modules,dist,.cache,src}/**", "test/artefacts/**"],
  // Pages link these on the machine that runs them.
  ignoreDeadLinks: "localhostLinks",
  rewrites: siteFile,
  head: [["link", { rel: "icon", href: ICON }]],
  lastUpdated: false,
  markdown: {
    anchor: { slugify: anchorOf },
    // What GitHub does not know.
    attrs: false,
    emoji: false,
    toc: false,
    config: (md) => {
      md.use(links.plugin).use(mermaidFences);
    },
  },
  buildEnd: ({ outDir }) => shipFiles(links.files(), ROOT, outDir),
  vite: {
    plugins: [vueFromHere(), serveShippedFiles(ROOT)],
    // Mermaid is large, and loaded only by pages with a picture.
    build: { chunkSizeWarningLimit: 4_000 },
  },
  themeConfig: {
    sidebar: navigationOf(ROOT, pages),
    outline: { level: [2, 3] },
    search: { provider: "local", options: { detailedView: true } },
    docFooter: { prev: "Before", next: "Next" },
    darkModeSwitchLabel: "Appearance",
    footer: { message: "Apache License 2.0" },
  },
});
