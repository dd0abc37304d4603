/**
 * Which records count and which are dead letters: SEMANTICS 3.1, 10 and 12, but for `UNDECODABLE`.
 */
import type { ExactDecimal, InputRecord, SpendRecorded, StagefoldConfig, TenantConfig } from "@stagefold/domain";

/** The reasons of SEMANTICS 10 that a decoded record can have. */
export type Reason =
  | "INVALID"
  | "UNKNOWN_TENANT"
  | "UNKNOWN_STAGE"
  | "NO_EXCHANGE_RATE"
  | "FROM_THE_FUTURE"
  | "CONFLICTING_DUPLICATE";

/** A record that does not count, and why. */
export interface ModelDeadLetter {
  readonly reason: Reason;
  readonly record: InputRecord;
}

/** The records: each that was read is in one of these, is counted as a duplicate, or is of a lead that was erased before. */
export interface Accepted {
  readonly accepted: readonly InputRecord[];
  readonly deadLetters: readonly ModelDeadLetter[];
  readonly duplicates: number;
}

const MOST_MICROS = 10n ** 16n;
const MOST_DAYS = 3660;

/** The tenant's own configuration, or the one for all others. */
export function configOf(config: StagefoldConfig, tenantId: string): TenantConfig | undefined {
  return config.tenants.get(tenantId) ?? config.tenants.get("*");
}

/** The amount in the tenant's currency, rounded half away from zero; undefined where there is no rate. */
export function convertedMicros(spend: SpendRecorded, tenant: TenantConfig): bigint | undefined {
  const amount = BigInt(spend.amountMicros);
  if (spend.currency === tenant.currency) return amount;
  const rate = tenant.exchangeRates.get(spend.currency);
  return rate === undefined ? undefined : times(amount, rate);
}

function times(amount: bigint, rate: ExactDecimal): bigint {
  const scale = 10n ** BigInt(rate.scale);
  const product = amount * rate.digits;
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + scale) / (2n * scale);
  return product < 0n ? -rounded : rounded;
}

/** An empty channel, campaignId or ownerId is none: SEMANTICS 2. */
function withoutEmpty<R extends InputRecord>(record: R): R {
  const read: Record<string, unknown> = { ...record };
  for (const field of ["channel", "campaignId", "ownerId"]) if (read[field] === "") read[field] = null;
  return read as unknown as R;
}

/** Sorts the records in the order of reading. `readAt` is the wall clock at which all are taken to have been read. */
export function accept(input: readonly InputRecord[], config: StagefoldConfig, readAt: number): Accepted {
  const accepted: InputRecord[] = [];
  const deadLetters: ModelDeadLetter[] = [];
  const contentById = new Map<string, string>();
  const erased = new Set<string>();
  let duplicates = 0;
  for (const read of input) {
    const record = withoutEmpty(read);
    const flaw = flawOf(record, config, readAt);
    const id = identity(record);
    const content = contentOf(record);
    const known = contentById.get(id);
    const lead = "leadId" in record ? JSON.stringify([record.tenantId, record.leadId]) : "";
    if (flaw !== undefined) deadLetters.push({ reason: flaw, record: read });
    else if (erased.has(lead)) continue;
    else if (record.type === "LeadErased") {
      erased.add(lead);
      accepted.push(record);
    } else if (known === content) duplicates += 1;
    else if (known !== undefined) deadLetters.push({ reason: "CONFLICTING_DUPLICATE", record: read });
    else {
      contentById.set(id, content);
      accepted.push(record);
    }
  }
  return { accepted, deadLetters, duplicates };
}

function identity(record: InputRecord): string {
  switch (record.type) {
    case "LeadStageChanged":
    case "LeadActivityRecorded":
    case "LeadErased":
      return JSON.stringify(["lead", record.tenantId, record.leadId, record.eventId]);
    case "SpendRecorded":
    case "TargetSet":
      return JSON.stringify([record.type, record.tenantId, record.eventId]);
  }
}

function contentOf(record: InputRecord): string {
  return JSON.stringify(record, (_key, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function flawOf(record: InputRecord, config: StagefoldConfig, readAt: number): Reason | undefined {
  const tenant = configOf(config, record.tenantId);
  if (isInvalid(record, tenant)) return "INVALID";
  if (tenant === undefined) return "UNKNOWN_TENANT";
  if ("stage" in record && !tenant.funnel.stages.includes(record.stage)) return "UNKNOWN_STAGE";
  if (record.type === "SpendRecorded" && convertedMicros(record, tenant) === undefined) return "NO_EXCHANGE_RATE";
  if ("occurredAt" in record && record.occurredAt > readAt + config.clock.maxFutureMs) return "FROM_THE_FUTURE";
  return undefined;
}

function isInvalid(record: InputRecord, tenant: TenantConfig | undefined): boolean {
  if (record.eventId === "" || record.tenantId === "" || record.tenantId.includes("|")) return true;
  if ("leadId" in record && (record.leadId === "" || record.leadId.includes("|"))) return true;
  if ("channel" in record && record.channel === "(none)") return true;
  if ("campaignId" in record && record.campaignId === "(none)") return true;
  if ("ownerId" in record && record.ownerId === "(none)") return true;
  if (record.type === "TargetSet") {
    return !/^\d{4}-(0[1-9]|1[0-2])$/.test(record.month) || record.target < 0;
  }
  if (record.type !== "SpendRecorded") return false;
  const days = record.lastDay - record.firstDay + 1;
  if (record.spendId === "" || days < 1 || days > MOST_DAYS || !/^[A-Z]{3}$/.test(record.currency)) return true;
  const converted = tenant === undefined ? undefined : convertedMicros(record, tenant);
  return tooMuch(BigInt(record.amountMicros)) || (converted !== undefined && tooMuch(converted));
}

function tooMuch(micros: bigint): boolean {
  return micros > MOST_MICROS || micros < -MOST_MICROS;
}
