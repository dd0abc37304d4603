import type { Column } from "../parts/data-table.tsx";
import { Term, Value } from "../parts/term.tsx";

export interface FigureCell {
  readonly text: string;
  readonly exact?: string | undefined;
  /** Subject and period: see Value. */
  readonly of?: string;
}

/** A column of figures under the name of their definition. */
export function figureColumn<T>(def: string, name: string | null, cell: (row: T) => FigureCell): Column<T> {
  return {
    head: <Term def={def}>{name}</Term>,
    number: true,
    cell: (row) => {
      const { text, exact, of } = cell(row);
      return (
        <Value def={def} exact={exact} of={of}>
          {text}
        </Value>
      );
    },
  };
}
