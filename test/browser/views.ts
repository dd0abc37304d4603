/** The views that every look is taken at, of a company of the demonstration. */
export const VIEWS = {
  mql: "?tenant=lumen",
  sql: "?tenant=lumen&view=sql",
  velocity: "?tenant=lumen&view=velocity",
  sla: "?tenant=lumen&view=sla",
  lead: "?tenant=lumen&view=lead&lead=lum-1826",
} as const;
