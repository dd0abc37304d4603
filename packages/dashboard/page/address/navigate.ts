/** The address as state: `view` follows it, and changes go through it, so that the back button works. */
import { signal } from "@preact/signals";
import { changed, searchOf, type View, viewOf } from "./view.ts";

/** What is looked at now. Written here alone. */
export const view = signal<View>(viewOf(location.search));

/** Follows the back and forward buttons. Called once. */
export function followAddress(): void {
  addEventListener("popstate", () => {
    view.value = viewOf(location.search);
  });
}

/** The address of the view with these parts changed. */
export function hrefOf(change: Partial<View>): string {
  return searchOf(changed(view.value, change));
}

/** Goes there. `replace` where it is no step to come back from. */
export function go(change: Partial<View>, how: "push" | "replace" = "push"): void {
  const next = changed(view.value, change);
  const search = searchOf(next);
  if (search === searchOf(view.value)) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", search);
  view.value = next;
}
