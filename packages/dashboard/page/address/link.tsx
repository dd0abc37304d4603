import type { ComponentChildren } from "preact";
import { go, hrefOf } from "./navigate.ts";
import type { View } from "./view.ts";

export interface LinkProps {
  readonly to: Partial<View>;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: "page" | "true" | undefined;
  readonly label?: string;
}

/** A link to another view: an address like any other, opened without loading the page anew. */
export function Link({ to, children, class: name, current, label }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={hrefOf(to)} class={name} aria-current={current} aria-label={label} onClick={follow}>
      {children}
    </a>
  );
}
