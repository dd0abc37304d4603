/** The topics folded to the newest record of each key, plainly: what reports must say, whatever a read model does. */
import {
  admit,
  type FunnelMetric,
  growing,
  type LeadErased,
  type LeadEvent,
  type LeadStageStay,
  type SlaBreachEvent,
  tenantConfigOf,
} from "@stagefold/domain";
import type { LogRecord } from "@stagefold/processing";
import { FUNNEL_METRICS, judge, LEAD_EVENTS, LEAD_STAYS, leadKey, SLA_BREACHES } from "@stagefold/processors";
import type { ReportData } from "@stagefold/reports";
import { type Folded, memoryData } from "@stagefold/reports/memory-data";
import { type Computed, codec } from "./computed.ts";

/** The data of reports over the folded topics, at the newest clock that they tell of. */
export async function foldTopics({ world, config, partitions }: Computed): Promise<ReportData> {
  const recordsOf = async (topic: string): Promise<LogRecord[]> => {
    const found: LogRecord[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      const end = await world.outside.endOffset(topic, partition);
      for (let offset = await world.outside.firstOffset(topic, partition); offset < end; ) {
        const { records, nextOffset } = await world.outside.read(topic, partition, offset, {
          records: 10_000,
          bytes: 8 << 20,
        });
        found.push(...records);
        offset = nextOffset;
      }
    }
    return found;
  };
  const newest = async <T>(topic: string, keyOf: (record: T) => string): Promise<{ all: readonly T[]; byKey: T[] }> => {
    const byKey = new Map<string, T>();
    const all: T[] = [];
    for (const { key, value } of await recordsOf(topic)) {
      if (value === null) {
        byKey.delete(Buffer.from(key as Uint8Array).toString());
        continue;
      }
      const decoded = codec.decode(value);
      if (!decoded.ok) throw new Error(decoded.detail);
      const record = decoded.record as T;
      all.push(record);
      byKey.set(keyOf(record), record);
    }
    return { all, byKey: [...byKey.values()] };
  };
  const metrics = await newest<FunnelMetric>(FUNNEL_METRICS, ({ metricId }) => metricId);
  const stays = await newest<LeadStageStay>(LEAD_STAYS, ({ stayId }) => stayId);
  const breaches = await newest<SlaBreachEvent>(SLA_BREACHES, ({ clockId }) => clockId);
  const leads = new Map<string, ReturnType<typeof growing>>();
  const erased = new Set<string>();
  for (const record of await recordsOf(LEAD_EVENTS)) {
    const judgement = judge(record, LEAD_EVENTS, codec, config);
    if ("reason" in judgement) continue;
    const event = judgement.record as LeadEvent | LeadErased;
    const key = leadKey(event.tenantId, event.leadId);
    if (event.type === "LeadErased") {
      erased.add(key);
      continue;
    }
    const lead = leads.get(key) ?? growing([]);
    leads.set(key, lead);
    admit(lead, event);
  }
  const isThere = ({ tenantId, leadId }: Pick<LeadEvent, "tenantId" | "leadId">): boolean =>
    !erased.has(leadKey(tenantId, leadId));
  const folded: Folded = {
    metrics: metrics.byKey,
    stays: stays.byKey.filter(isThere),
    breaches: breaches.byKey.filter(isThere),
    events: [...leads.values()].flatMap(({ events }) => events).filter(isThere),
  };
  const told = [...metrics.all.map(({ asOf }) => asOf), ...breaches.all.map(({ detectedAt }) => detectedAt)];
  const asOf = told.reduce<number | null>((latest, at) => (latest === null || at > latest ? at : latest), null);
  return memoryData(
    folded,
    (tenantId) => {
      const tenant = tenantConfigOf(config, tenantId);
      if (tenant === undefined) throw new Error(`${tenantId} is not configured`);
      return tenant;
    },
    { asOf, caughtUp: true, incomplete: null },
  );
}
