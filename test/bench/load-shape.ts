/** The shape of the load that speed is measured on: who takes part, and where a lead goes next. */

export const START_AT = Date.UTC(2026, 0, 5);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const SPAN_DAYS = 180;

export const TENANTS = 50;
export const CHANNELS = ["paid", "organic", "referral", "event", "partner"] as const;
export const CAMPAIGNS = 40;
export const OWNERS = 30;
export const REASONS = 6;
export const SOURCES = 3;

export const STAGES = ["INQUIRY", "MQL", "SQL", "OPPORTUNITY", "CUSTOMER", "REJECTED", "RECYCLED"] as const;
const [INQUIRY, MQL, SQL, OPPORTUNITY, CUSTOMER, REJECTED, RECYCLED] = [0, 1, 2, 3, 4, 5, 6] as const;
export const ENTRY_STAGE = INQUIRY;
export const QUALIFIED_STAGE = MQL;
export const ACCEPTED_STAGE = SQL;
/** From here on in STAGES, entering a stage has a reason. */
export const FIRST_STAGE_WITH_REASON = REJECTED;

/** Per stage: the stages that follow, each with the chance of it or one before it. */
export const NEXT_STAGES: readonly (readonly (readonly [stage: number, upTo: number])[])[] = [
  [
    [MQL, 0.85],
    [REJECTED, 1],
  ],
  [
    [SQL, 0.5],
    [REJECTED, 0.75],
    [RECYCLED, 1],
  ],
  [
    [OPPORTUNITY, 0.6],
    [REJECTED, 0.9],
    [RECYCLED, 1],
  ],
  [
    [CUSTOMER, 0.4],
    [RECYCLED, 0.7],
    [REJECTED, 1],
  ],
  [
    [OPPORTUNITY, 0.7],
    [RECYCLED, 1],
  ],
  [
    [RECYCLED, 0.7],
    [INQUIRY, 1],
  ],
  [[MQL, 1]],
];

/** The first is the commonest by far. */
export const ACTORS = ["SALES", "MARKETING", "LEAD", "SYSTEM"] as const;

/** What a tenant is called: `tenant-00` is the largest. Pure. */
export function tenantName(tenant: number): string {
  return `tenant-${String(tenant).padStart(2, "0")}`;
}

/** Upper ends of each tenant's share of 0 to 1: Zipf, the n-th tenant has 1/n of the first one's leads. Pure. */
export function tenantShares(): Float64Array {
  const upTo = new Float64Array(TENANTS);
  let sum = 0;
  for (let tenant = 0; tenant < TENANTS; tenant++) upTo[tenant] = sum += 1 / (tenant + 1);
  return upTo.map((end) => end / sum);
}
