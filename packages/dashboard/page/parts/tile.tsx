import type { ComponentChildren } from "preact";
import { Term, Value } from "./term.tsx";

export interface TileProps {
  readonly def: string;
  readonly name?: string;
  readonly value: string;
  readonly exact?: string | undefined;
  /** What qualifies the figure, below it. */
  readonly note?: ComponentChildren;
  readonly tone?: "good" | "warn" | "bad" | undefined;
  readonly of?: string | undefined;
}

/** One figure, large. */
export function Tile({ def, name, value, exact, note, tone, of }: TileProps) {
  return (
    <div class="tile">
      <dt>
        <Term def={def}>{name}</Term>
      </dt>
      <dd>
        <Value def={def} exact={exact} of={of} class={`tile-value ${tone ?? ""}`}>
          {value}
        </Value>
        <div class="tile-note">{note ?? "\u00a0"}</div>
      </dd>
    </div>
  );
}

/** Figures side by side. */
export function Tiles({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <dl class="tiles" aria-label={label}>
      {children}
    </dl>
  );
}
