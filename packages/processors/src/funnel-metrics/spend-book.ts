/**
 * A tenant's spend: the highest revision of each line, spread over its days, by channel and campaign.
 * SEMANTICS 7, Spend.
 */
import type { SegmentValues, SpendRecorded, SpendSeries, TenantConfig } from "@stagefold/domain";
import { compareUtf8, NONE, spendSeries, spreadMicros } from "@stagefold/domain";
import { convertedAmount } from "../judge.ts";

interface Pair {
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly byDay: Map<number, bigint>;
}

export class SpendBook {
  readonly #config: TenantConfig;
  readonly #lines = new Map<string, SpendRecorded>();
  readonly #pairs = new Map<string, Pair>();

  constructor(config: TenantConfig) {
    this.#config = config;
  }

  /**
   * The lines that this event changes: the one it takes the place of, and itself; none when a higher revision
   * (or the same of a smaller eventId) is known. Changes nothing.
   */
  changes(spend: SpendRecorded): readonly SpendRecorded[] {
    const known = this.#lines.get(spend.spendId);
    if (known === undefined) return [spend];
    const newer =
      spend.revision === known.revision
        ? compareUtf8(spend.eventId, known.eventId) < 0
        : spend.revision > known.revision;
    return newer ? [known, spend] : [];
  }

  /** Whether the event has an amount in the tenant's currency: under another configuration it had. */
  accepts(spend: SpendRecorded): boolean {
    return typeof convertedAmount(spend, this.#config) === "bigint";
  }

  /** The events that count. */
  all(): Iterable<SpendRecorded> {
    return this.#lines.values();
  }

  /** Takes the event in. */
  record(spend: SpendRecorded): void {
    const changes = this.changes(spend);
    if (changes.length === 0) return;
    const known = this.#lines.get(spend.spendId);
    if (known !== undefined) this.#spread(known, -1n);
    this.#spread(spend, 1n);
    this.#lines.set(spend.spendId, spend);
  }

  /** What the segment spent, day by day. */
  seriesOf(values: SegmentValues): SpendSeries {
    const byDay = new Map<number, bigint>();
    for (const pair of this.#pairs.values()) {
      if (!holds(values.channel, pair.channel) || !holds(values.campaignId, pair.campaignId)) continue;
      for (const [day, micros] of pair.byDay) byDay.set(day, (byDay.get(day) ?? 0n) + micros);
    }
    return spendSeries(byDay);
  }

  #spread(spend: SpendRecorded, sign: bigint): void {
    const amount = convertedAmount(spend, this.#config);
    if (typeof amount !== "bigint") throw new Error(`spend ${spend.spendId} was accepted without an amount: ${amount}`);
    const key = JSON.stringify([spend.channel, spend.campaignId]);
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { channel: spend.channel, campaignId: spend.campaignId, byDay: new Map() };
      this.#pairs.set(key, pair);
    }
    const ofDay = spreadMicros(amount, spend.firstDay, spend.lastDay);
    for (let day = spend.firstDay; day <= spend.lastDay; day++) {
      const sum = (pair.byDay.get(day) ?? 0n) + sign * ofDay(day);
      if (sum === 0n) pair.byDay.delete(day);
      else pair.byDay.set(day, sum);
    }
  }
}

function holds(segment: string | null, spend: string | null): boolean {
  return segment === null || segment === (spend ?? NONE);
}
