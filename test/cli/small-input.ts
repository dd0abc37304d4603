/** Small input for the command line: one tenant, lines as a source writes them. */

/** A tenant `acme` in EUR; `more` tenants, as YAML of two spaces. */
export function configYaml({ rates = "USD: 0.92", timeZone = "Europe/Rome", more = "" } = {}): string {
  return `tenants:
  acme:
    timeZone: ${timeZone}
    currency: EUR
    exchangeRates: { ${rates} }
    funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL, velocities: ["MQL>SQL"] }
    segments: [[], [channel]]
    slas:
      - { id: quick, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: P2D, warnAfter: P1D }
${more}`;
}

/** A tenant to be added to the configuration. */
export const GLOBEX = `  globex:
    timeZone: UTC
    currency: USD
    funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL }
`;

interface Fields {
  readonly [field: string]: unknown;
}

/** A LeadStageChanged of acme's lead `L1` to MQL, but for the fields given. */
export function stageLine(fields: Fields): string {
  const lead = { tenantId: "acme", leadId: "L1", occurredAt: "2026-02-02T09:00:00Z", stage: "MQL" };
  return JSON.stringify({ type: "LeadStageChanged", ...lead, ...fields });
}

/** A SpendRecorded of acme over two days, but for the fields given. */
export function spendLine(fields: Fields): string {
  const days = { firstDay: "2026-02-01", lastDay: "2026-02-02" };
  const spend = { tenantId: "acme", spendId: "s", ...days, amountMicros: 5_000_000, currency: "EUR" };
  return JSON.stringify({ type: "SpendRecorded", ...spend, ...fields });
}

/** Leads of acme that go from MQL to SQL, one an hour. */
export function goodLines(leads: number): string[] {
  const from = Date.parse("2026-02-02T08:00:00Z");
  const at = (hours: number): string => new Date(from + hours * 3_600_000).toISOString();
  return Array.from({ length: leads }, (_, i) => [
    stageLine({ eventId: "m", leadId: `L${i}`, occurredAt: at(i), channel: i % 2 === 0 ? "paid" : "web" }),
    stageLine({ eventId: "s", leadId: `L${i}`, occurredAt: at(i + 7 * (i % 11)), stage: "SQL" }),
  ]).flat();
}
