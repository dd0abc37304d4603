/** Where a file of the repository is on the site. All paths are relative, with slashes. */

/** Of a page: those of docs/ at the top, README.md as its folder's index. `docs/topics/README.md` is `topics/index.md`. */
export function siteFile(page: string): string {
  if (page === "README.md") return "readme.md";
  return page.replace(/^docs\//, "").replace(/(^|\/)README\.md$/, "$1index.md");
}

/** Of a file that is no page: as text, which a browser shows whatever it is. Of a folder, the list of what is in it. */
export function shippedFile(path: string): string {
  return `files/${path}.txt`;
}

/** What GitHub names a heading: in lower case, spaces as hyphens, without punctuation. Of its own result, the same. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}
