/** Relative links between the files of the repository, as the site has them. */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { MarkdownOptions } from "vitepress";
import { shippedFile, siteFile } from "./site-address.ts";

type Markdown = Parameters<NonNullable<MarkdownOptions["config"]>>[0];

export interface RepositoryLinks {
  /** For markdown-it: links to pages lead to the site's, links to other files to the copies that the site has of them. */
  readonly plugin: (md: Markdown) => void;
  /** The files and folders that pages have linked so far and that are no pages, as paths from the root. */
  files(): ReadonlySet<string>;
}

/** Links of pages in the repository at `root`. A page that links what is not there fails with a sentence. */
export function createRepositoryLinks(root: string): RepositoryLinks {
  const files = new Set<string>();

  function address(link: string, page: string): string {
    const [path = "", anchor] = link.split("#");
    const target = relative(root, join(dirname(page), decodeURI(path)));
    if (!existsSync(join(root, target))) throw new Error(`${relative(root, page)} links ${link}, which is not there`);
    if (target.endsWith(".md")) return `/${siteFile(target)}${anchor === undefined ? "" : `#${anchor}`}`;
    files.add(target);
    return `/${shippedFile(target)}`;
  }

  return {
    files: () => files,
    plugin: (md) => {
      md.core.ruler.push("repository_links", (state) => {
        const { realPath } = state.env as { readonly realPath?: string };
        if (realPath === undefined) return;
        for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === "link_open" ? token.attrGet("href") : null;
          if (href === null || /^([a-z]+:|\/|#)/.test(href) || href === "") continue;
          token.attrSet("href", address(href, realPath));
        }
      });
    },
  };
}
