import type { MarkdownOptions } from "vitepress";

type Markdown = Parameters<NonNullable<MarkdownOptions["config"]>>[0];

/** For markdown-it: a code block of mermaid, which GitHub shows as a picture, is one on the site too. */
export function mermaidFences(md: Markdown): void {
  const fence = md.renderer.rules.fence;
  if (fence === undefined) throw new Error("markdown-it has no rule for code blocks");
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== "mermaid") return fence(tokens, index, options, env, self);
    return `<MermaidPicture text="${encodeURIComponent(token.content)}" />`;
  };
}
