/** What a figure of a report is: the text of its hover, of the API's documentation, and where to read more. */
export interface Definition {
  /** Stable; the metric's own name where the figure is one metric. */
  readonly id: string;
  /** As a heading or a label. */
  readonly name: string;
  /** What the number says, in a sentence. */
  readonly what: string;
  /** How it is made, in words. */
  readonly formula: string;
  readonly unit: Unit;
  /** The metric it is read from; null: it is made of other records, as `formula` says. */
  readonly metric: string | null;
  /** What the metric's subject is; null: it has none, or there is no metric. */
  readonly subject: DefinitionSubject | null;
  /** Page and section of the documentation. */
  readonly where: string;
}

/** `leads`: a count of them; `currency`: the tenant's; `ratio`: 1 is 100 %. */
export type Unit = "leads" | "stays" | "clocks" | "ms" | "days" | "ratio" | "mqls_per_sql" | "currency";

/** The stage that the funnel names so, or any stage, pair of stages or SLA. */
export type DefinitionSubject = "qualified" | "accepted" | "rejected" | "stage" | "velocity" | "sla";
