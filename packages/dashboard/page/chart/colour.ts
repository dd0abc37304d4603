/** Colours of the style sheet for what is drawn on a canvas, which knows no variables. */
const probe = document.createElement("span");
probe.hidden = true;

/** The colour that the variable has now, in the theme that holds. */
export function colour(variable: string): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${variable})`;
  return getComputedStyle(probe).color;
}
