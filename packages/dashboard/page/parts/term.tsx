import { definitionOf } from "@stagefold/reports/definitions";
import type { ComponentChildren } from "preact";

/** The name of a figure, with its definition on hover, focus and tap. The words are its own name unless others are given. */
export function Term({ def, children }: { readonly def: string; readonly children?: ComponentChildren }) {
  return (
    <button type="button" class="term" data-def={def}>
      {children ?? definitionOf(def)?.name ?? def}
    </button>
  );
}

export interface ValueProps {
  readonly def: string;
  readonly children: ComponentChildren;
  /** The exact numbers behind it, in words: 3 of 4. */
  readonly exact?: string | undefined;
  readonly class?: string | undefined;
  /** What the number is for whoever compares it with its source: subject and period. */
  readonly of?: string | undefined;
}

/** A figure, with its definition and the exact numbers behind it on hover and tap; its Term takes the focus. */
export function Value({ def, children, exact, class: name, of }: ValueProps) {
  return (
    <span class={`value ${name ?? ""}`} data-def={def} data-exact={exact} data-of={of}>
      {children}
    </span>
  );
}
