/**
 * Whether a record of the input is accepted: SEMANTICS 10, in its order. What only the state can
 * tell (CONFLICTING_DUPLICATE) is left to who has it.
 */
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord, StagefoldConfig, TenantConfig } from "@stagefold/domain";
import { convertMicros, formatInstant, invalidReason, tenantConfigOf } from "@stagefold/domain";
import type { LogRecord } from "@stagefold/processing";
import type { Refusal } from "./dead-letter.ts";
import { keyOf } from "./keys.ts";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "./topics.ts";

/** An accepted record with the configuration that serves it. */
export interface Accepted {
  readonly record: InputRecord;
  readonly tenant: TenantConfig;
}

export type Judgement = Accepted | Refusal;

const TOPIC_OF: Readonly<Record<InputRecord["type"], string>> = {
  LeadStageChanged: LEAD_EVENTS,
  LeadActivityRecorded: LEAD_EVENTS,
  LeadErased: LEAD_EVENTS,
  SpendRecorded: SPEND_EVENTS,
  TargetSet: FUNNEL_TARGETS,
};

/** The topic that records of this type belong to. */
export function topicOf(record: InputRecord): string {
  return TOPIC_OF[record.type];
}

/** Judges a record as it stands in `topic`. Depends on nothing but the record, its timestamp and the configuration. */
export function judge(raw: LogRecord, topic: string, codec: AvroCodec, config: StagefoldConfig): Judgement {
  if (raw.value === null) return undecodable("the record has no value");
  const decoded = codec.decode(raw.value);
  if (!decoded.ok) return decoded;
  const record = decoded.record;
  if (!(record.type in TOPIC_OF) || topicOf(record as InputRecord) !== topic) {
    return undecodable(`a ${record.type} does not belong in ${topic}`);
  }
  return judgeRecord(record as InputRecord, keyText(raw), raw.timestamp, config);
}

function keyText(raw: LogRecord): string | null {
  if (raw.key === null) return null;
  return Buffer.from(raw.key.buffer, raw.key.byteOffset, raw.key.byteLength).toString();
}

/** Judges a decoded record that entered the log at `timestamp` under `key`. Pure. */
export function judgeRecord(
  record: InputRecord,
  key: string | null,
  timestamp: number,
  config: StagefoldConfig,
): Judgement {
  const invalid = invalidReason(record);
  if (invalid !== null) return { reason: "INVALID", detail: invalid };
  const wanted = keyOf(record);
  if (key !== wanted) return { reason: "INVALID", detail: `the key is ${key ?? "null"}, not ${wanted}` };
  const tenant = tenantConfigOf(config, record.tenantId);
  if (record.type === "SpendRecorded" && tenant !== undefined && convertedAmount(record, tenant) === "too large") {
    return {
      byConfiguration: true,
      reason: "INVALID",
      detail: `amountMicros is beyond 10^16 either way in ${tenant.currency}`,
    };
  }
  if (tenant === undefined) {
    return {
      byConfiguration: true,
      reason: "UNKNOWN_TENANT",
      detail: `tenant ${record.tenantId} is not configured, and there is no tenant *`,
    };
  }
  if ("stage" in record && !tenant.funnel.stages.includes(record.stage)) {
    return {
      byConfiguration: true,
      reason: "UNKNOWN_STAGE",
      detail: `stage ${record.stage} is not in the funnel of tenant ${record.tenantId}`,
    };
  }
  if (record.type === "SpendRecorded" && convertedAmount(record, tenant) === "no rate") {
    return {
      byConfiguration: true,
      reason: "NO_EXCHANGE_RATE",
      detail: `there is no rate from ${record.currency} to ${tenant.currency}`,
    };
  }
  if ("occurredAt" in record && record.occurredAt > timestamp + config.clock.maxFutureMs) {
    return {
      reason: "FROM_THE_FUTURE",
      detail: `occurredAt ${formatInstant(record.occurredAt)} is later than ${formatInstant(timestamp)}, when it entered the log, by more than clock.maxFuture`,
    };
  }
  return { record, tenant };
}

const LARGEST_AMOUNT = 10n ** 16n;

/** A spend's amount in micros of the tenant's currency, exact: SEMANTICS 7, Spend. Pure. */
export function convertedAmount(
  spend: { readonly amountMicros: number | bigint; readonly currency: string },
  tenant: TenantConfig,
): bigint | "no rate" | "too large" {
  const amount = BigInt(spend.amountMicros);
  if (spend.currency === tenant.currency) return amount;
  const rate = tenant.exchangeRates.get(spend.currency);
  if (rate === undefined) return "no rate";
  const converted = convertMicros(amount, rate);
  return converted > LARGEST_AMOUNT || converted < -LARGEST_AMOUNT ? "too large" : converted;
}

function undecodable(detail: string): Refusal {
  return { reason: "UNDECODABLE", detail };
}
