/** What the output topics say in the end, read from the files that the demonstration leaves: the newest value per key. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface MetricRow {
  readonly metricId: string;
  readonly tenantId: string;
  readonly metric: string;
  readonly subject?: string;
  readonly channel?: string;
  readonly campaignId?: string;
  readonly ownerId?: string;
  readonly periodStart: string;
  readonly unit: string;
  readonly value?: number;
  readonly sampleCount?: number;
  readonly sampleP50?: number;
  readonly sampleP75?: number;
  readonly sampleP90?: number;
  readonly sampleP95?: number;
  readonly sampleMax?: number;
}

export interface StayRow {
  readonly stayId: string;
  readonly tenantId: string;
  readonly stage: string;
  readonly enteredAt: string;
  readonly exitedAt?: string;
  readonly withdrawn?: boolean;
}

export interface BreachRow {
  readonly clockId: string;
  readonly tenantId: string;
  readonly kind: string;
  readonly ownerId?: string;
  readonly startedAt: string;
}

export interface FoldedTopics {
  /** The monthly value of all leads or of a channel; `of` as the page marks it. undefined: there is none. */
  metric(tenantId: string, channel: string | null, of: string): MetricRow | undefined;
  readonly stays: readonly StayRow[];
  readonly clocks: readonly BreachRow[];
}

/** Reads the three files of `folder`/out. */
export async function foldTopics(folder: string): Promise<FoldedTopics> {
  const out = join(folder, "out");
  const metrics = new Map<string, MetricRow>();
  await eachRow<MetricRow>(join(out, "funnel-metrics.ndjson"), /"grain":"MONTH"/, (row) => {
    if (row.campaignId !== undefined || row.ownerId !== undefined) return;
    metrics.set([row.tenantId, row.channel ?? "", row.metric, row.subject ?? "", row.periodStart].join("|"), row);
  });
  const stays = new Map<string, StayRow>();
  await eachRow<StayRow>(join(out, "lead-stays.ndjson"), /./, (row) => {
    if (row.withdrawn === true) stays.delete(row.stayId);
    else stays.set(row.stayId, row);
  });
  const clocks = new Map<string, BreachRow>();
  await eachRow<BreachRow>(join(out, "sla-breaches.ndjson"), /./, (row) => clocks.set(row.clockId, row));
  return {
    metric(tenantId, channel, of) {
      const [metric, subject, start] = of.split("|");
      // Targets are of all leads, unless they name a channel.
      return metrics.get([tenantId, channel ?? "", metric, subject, start].join("|"));
    },
    stays: [...stays.values()],
    clocks: [...clocks.values()],
  };
}

async function eachRow<T>(file: string, wanted: RegExp, take: (row: T) => void): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== "" && wanted.test(line)) take(JSON.parse(line) as T);
  }
}
