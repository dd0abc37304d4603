/** What the tenants of the load spent and what they aimed at, in the order in which it arrives. */

import type { Delivery } from "./lead-load.ts";
import { CHANNELS, DAY_MS, SPAN_DAYS, START_AT, TENANTS, tenantName, tenantShares } from "./load-shape.ts";
import { randomFrom } from "./random.ts";

const MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"] as const;

/**
 * A line of spend for each tenant, channel and week, known when the week is over; a target for MQLs
 * and one for SQLs for each tenant and month, known from the start. Sized for `deliveries` lead
 * events. The same seed gives the same lines.
 */
export function planLoad(deliveries: number, seed: number): readonly Delivery[] {
  const random = randomFrom(seed ^ 0x5eed);
  const shares = tenantShares();
  const targets: Delivery[] = [];
  const spend: Delivery[] = [];
  for (let tenant = 0; tenant < TENANTS; tenant++) {
    const tenantId = tenantName(tenant);
    const share = (shares[tenant] as number) - (shares[tenant - 1] ?? 0);
    const monthlyLeads = Math.ceil((deliveries / 8 / MONTHS.length) * share);
    for (const month of MONTHS) {
      for (const [stage, rate] of [
        ["MQL", 0.8],
        ["SQL", 0.45],
      ] as const) {
        const line =
          `{"type":"TargetSet","eventId":"target-${tenantId}-${stage}-${month}","tenantId":"${tenantId}"` +
          `,"stage":"${stage}","month":"${month}","target":${Math.ceil(monthlyLeads * rate)}}`;
        targets.push({ arrivesAt: START_AT, line });
      }
    }
    for (let week = 0; week * 7 < SPAN_DAYS; week++) {
      const firstAt = START_AT + week * 7 * DAY_MS;
      for (const channel of CHANNELS) {
        const amountMicros = Math.round((200 + 1800 * random.next()) * monthlyLeads) * 10_000;
        const spendId = `${channel}-w${week}`;
        const line =
          `{"type":"SpendRecorded","eventId":"spend-${tenantId}-${spendId}","tenantId":"${tenantId}","spendId":"${spendId}"` +
          `,"firstDay":"${isoDate(firstAt)}","lastDay":"${isoDate(firstAt + 6 * DAY_MS)}","amountMicros":${amountMicros}` +
          `,"currency":"${week % 4 === 3 ? "USD" : "EUR"}","channel":"${channel}"}`;
        spend.push({ arrivesAt: firstAt + 7 * DAY_MS, line });
      }
    }
  }
  return [...targets, ...spend.sort((a, b) => a.arrivesAt - b.arrivesAt)];
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
