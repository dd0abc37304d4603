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
        theme: "base",
        fontFamily: "inherit",
        themeVariables: {
          darkMode: isDark.value,
          background: colour("paper"),
          primaryColor: colour("fill"),
          primaryBorderColor: colour("line"),
          primaryTextColor: colour("text"),
          secondaryColor: colour("note"),
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
        : h("div", { class: "mermaid-picture", role: "img", tabindex: 0, innerHTML: picture.value });
  },
});
