import { useData } from "vitepress";
import { defineComponent, h, onMounted, ref, useId, watch } from "vue";

/**
 * A picture that is written in mermaid, drawn in the colours of the page. Until mermaid has come, and where there are no
 * scripts, its text is there to be read.
 */
export const MermaidPicture = defineComponent({
  props: { text: { type: String, required: true } },
  setup({ text }) {
    const source = decodeURIComponent(text);
    const id = `mermaid-${useId()}`;
    const picture = ref<string | null>(null);
    const { isDark } = useData();

    async function draw(): Promise<void> {
      const { default: mermaid } = await import("mermaid");
      const style = getComputedStyle(document.documentElement);
      const colour = (name: string): string => style.getPropertyValue(`--picture-${name}`).trim();
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: "strict",
        look: "classic",
        theme: "base",
        flowchart: { wrappingWidth: 280 },
        sequence: { actorMargin: 40, messageFontSize: 14, noteFontSize: 14, actorFontSize: 14 },
        fontFamily: "inherit",
        themeVariables: {
          fontSize: "14px",
          darkMode: isDark.value,
          background: colour("paper"),
          primaryColor: colour("fill"),
          primaryBorderColor: colour("line"),
          primaryTextColor: colour("text"),
          secondaryColor: colour("note"),
          clusterBorder: colour("line"),
          tertiaryColor: colour("paper"),
          lineColor: colour("line"),
          textColor: colour("text"),
          noteBkgColor: colour("note"),
          noteTextColor: colour("text"),
          edgeLabelBackground: colour("paper"),
        },
      });
      const { svg } = await mermaid.render(id, source);
      picture.value = svg;
    }

    onMounted(() => {
      void draw();
      watch(isDark, () => void draw(), { flush: "post" });
    });
    return () =>
      picture.value === null
        ? h("pre", { class: "mermaid-text" }, source)
        : h("div", { class: "mermaid-picture", tabindex: 0, style: widthOf(picture.value), innerHTML: picture.value });
  },
});

/** As wide as it was drawn, for the style sheet, which says how far it may be shrunk. */
function widthOf(svg: string): Readonly<Record<string, string>> {
  const [, width] = /max-width: ([\d.]+px)/.exec(svg) ?? [];
  return width === undefined ? {} : { "--drawn-width": width };
}
