import { Link } from "../address/link.tsx";
import { view } from "../address/navigate.ts";

export interface PagerProps {
  /** Where the page that follows begins; null: this is the last. */
  readonly next: string | null;
  /** What is paged, for who hears it. */
  readonly of: string;
}

/** On through a list: each page has an address of its own, so that back goes back. */
export function Pager({ next, of }: PagerProps) {
  if (next === null && view.value.cursor === null) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${of}`}>
      {view.value.cursor === null ? null : <Link to={{ cursor: null }}>First page</Link>}
      {next === null ? <span class="muted">The last page</span> : <Link to={{ cursor: next }}>Next page</Link>}
    </nav>
  );
}
