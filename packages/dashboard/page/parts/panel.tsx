import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { QueryLinks } from "./query-links.tsx";

export interface PanelProps {
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
  /** A few words beside the title. */
  readonly note?: ComponentChildren;
  /** The request that gives what is in it. */
  readonly query?: string | undefined;
  readonly wide?: boolean;
}

/** A part of a report under a heading, with the query behind its numbers. */
export function Panel({ title, note, query, children, wide }: PanelProps) {
  const id = useId();
  return (
    <section class={wide ? "panel panel-wide" : "panel"} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {note === undefined ? null : <span class="muted">{note}</span>}
        {query === undefined ? null : <QueryLinks query={query} of={typeof title === "string" ? title : "this"} />}
      </header>
      {children}
    </section>
  );
}
