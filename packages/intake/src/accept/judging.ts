/** What events are judged by, and when one would be judged otherwise. */
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord, StagefoldConfig, TenantConfig } from "@stagefold/domain";
import { judge, keyOf, type Refusal, topicOf } from "@stagefold/processors";
import type { Pending } from "../file/outbox.ts";

export interface Judging {
  readonly codec: AvroCodec;
  readonly config: StagefoldConfig;
}

/** An event as it would stand in the log, accepted by the processors. */
export interface Admissible {
  readonly record: InputRecord;
  readonly tenant: TenantConfig;
  readonly pending: Pending;
}

/** Brokers take records of up to 1 MiB unless told otherwise, with what frames them. */
const MOST_BYTES = 900_000;

/**
 * Judges a record by the bytes that would be published, at `now`, as if it entered the log now: so what is admissible
 * does not become a dead letter there, and is compared in the form in which it comes back.
 */
export function judged(record: InputRecord, now: number, { codec, config }: Judging): Admissible | Refusal {
  const topic = topicOf(record);
  const pending = encoded(record, codec);
  if ("reason" in pending) return pending;
  const { key, value } = pending;
  const judgement = judge({ offset: 0, timestamp: now, key, value, headers: null }, topic, codec, config);
  if ("reason" in judgement) return judgement;
  const bytes = key.length + value.length;
  if (bytes > MOST_BYTES) {
    return { reason: "INVALID", detail: `the event takes ${bytes} bytes, and the log takes at most ${MOST_BYTES}` };
  }
  return { ...judgement, pending };
}

/** The record as it stands in the log, or why it cannot. */
export function encoded(record: InputRecord, codec: AvroCodec): Pending | Refusal {
  try {
    return { topic: topicOf(record), key: Buffer.from(keyOf(record)), value: codec.encode(record) };
  } catch (error) {
    // A number that its field has no room for.
    if (error instanceof RangeError) return { reason: "UNDECODABLE", detail: error.message };
    throw error;
  }
}

/** A text that is another one when the configuration judges records otherwise. Pure. */
export function judgedBy({ tenants, clock }: StagefoldConfig): string {
  const perTenant = [...tenants].map(([name, { funnel, currency, exchangeRates }]) => [
    name,
    funnel.stages.toSorted(),
    currency,
    [...exchangeRates].map(([from, { digits, scale }]) => `${from} ${digits}e-${scale}`).sort(),
  ]);
  return JSON.stringify([perTenant.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)), clock.maxFutureMs]);
}
