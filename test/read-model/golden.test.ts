/** The worked examples through the processors into a read model: reports say what the topics, folded, say. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantConfigOf } from "@stagefold/domain";
import { openReadModelReader } from "@stagefold/read-model";
import {
  mqlQuerySchema,
  mqlReport,
  openClocks,
  openClocksQuerySchema,
  slaBoard,
  slaBoardQuerySchema,
  sqlLeads,
  sqlLeadsQuerySchema,
  velocityQuerySchema,
  velocityReport,
} from "@stagefold/reports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allReports, contextOf, pagesOf } from "./all-reports.ts";
import { type Computed, computed, follow, writerOf } from "./computed.ts";
import { foldTopics } from "./fold-topics.ts";

const GOLDEN = join(import.meta.dirname, "..", "golden");
const EXAMPLES = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(EXAMPLES)("%s", (example) => {
  const text = (name: string): string => readFileSync(join(GOLDEN, example, name), "utf8");
  const linesOf = (name: string): string[] =>
    text(name)
      .split("\n")
      .filter((line) => line !== "");
  let folder: string;
  let of: Computed;
  let reader: ReturnType<typeof openReadModelReader>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "stagefold-read-model-"));
    const path = join(folder, "model.db");
    of = await computed(
      { lines: linesOf("in.ndjson"), configYaml: text("config.yaml"), until: Date.parse(text("until").trim()) },
      2,
    );
    const writer = writerOf(of, path);
    expect(await follow(of, writer)).toEqual([]);
    writer.close();
    reader = openReadModelReader(path, { wallClock: of.world.clock.now, clock: "topics", latenessMs: 30_000 });
  });
  afterAll(() => {
    reader.close();
    rmSync(folder, { recursive: true });
  });

  test("every report is that of the folded topics", async () => {
    const judged = allReports(await foldTopics(of), of.config);
    const answers = allReports(reader, of.config);

    expect(answers.size).toBeGreaterThan(5);
    expect([...answers.keys()]).toEqual([...judged.keys()]);
    for (const [asked, answer] of answers) expect(answer, asked).toEqual(judged.get(asked));
  });

  test("every metric expected of the example is there, with its figures", () => {
    for (const line of linesOf("expected-funnel-metrics.ndjson")) {
      const expected = JSON.parse(line) as Record<string, string | number | null>;
      const { tenantId, metric, subject, grain, periodStart } = expected as Record<string, string>;
      const at = Date.parse(`${periodStart}T00:00Z`) / 86_400_000;
      const segment = {
        channel: null,
        campaignId: null,
        ownerId: null,
        ...pick(expected, ["channel", "campaignId", "ownerId"]),
      };
      const [record] = reader.series(
        tenantId as string,
        { metric: metric as never, subject: subject ?? null, grain: grain as never, segment: segment as never },
        at,
        at,
      );

      expect(record, line).toMatchObject(
        pick(expected, ["value", "numerator", "denominator", "unit", "sampleCount", "sampleSum"]),
      );
    }
  });

  test("what the stays and clocks say agrees with the metrics, which count erased leads too", () => {
    const hasErased = text("in.ndjson").includes('"LeadErased"');
    const agree = (listed: number, counted: number | null): void => {
      if (counted === null) return;
      if (hasErased) expect(listed).toBeLessThanOrEqual(counted);
      else expect(listed).toBe(counted);
    };
    for (const tenantId of reader.tenantIds()) {
      const tenant = tenantConfigOf(of.config, tenantId);
      const context = contextOf(reader, of.config, tenantId);
      const { asOf } = reader.freshness(tenantId);
      if (tenant === undefined || asOf === null) continue;
      const grain = "MONTH" as const;
      const grains = tenant.segments.find(({ dimensions }) => dimensions.length === 0)?.grains ?? [];
      if (!grains.includes(grain) || tenant.publish.grains?.has(grain) === false) continue;
      for (const row of mqlReport(context, mqlQuerySchema.parse({ grain })).rows) {
        const period = row.period.start;
        const reasons = row.rejectedReasons.reduce((sum, { count }) => sum + count, 0);
        agree(reasons, row.rejected);
        const leads = sqlLeads(context, sqlLeadsQuerySchema.parse({ grain, period }));
        agree(leads.total, row.accepted);
        const velocity = velocityReport(context, velocityQuerySchema.parse({ grain, period }));
        for (const { closed, histogram } of velocity.stages) {
          agree(
            histogram.reduce((sum, bin) => sum + bin.closed, 0),
            closed.count,
          );
        }
        const board = slaBoard(context, slaBoardQuerySchema.parse({ grain, period }));
        for (const { slaId, breached } of board.policies) {
          const group = board.breaches.byPolicy.find(({ key }) => key === slaId);
          agree((group?.open ?? 0) + (group?.resolved ?? 0), breached);
        }
      }
      const overdue = pagesOf((cursor) =>
        openClocks(context, openClocksQuerySchema.parse({ state: "BREACHED", limit: 2, cursor })),
      );
      const published = reader.breaches(tenantId, { state: "BREACHED", slaId: null, segment: {} }, null, 10_000);
      expect(overdue.map((row) => (row as { clockId: string }).clockId).sort()).toEqual(
        published.map(({ clockId }) => clockId).sort(),
      );
    }
  });
});

function pick(row: Record<string, string | number | null>, names: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    names.flatMap((name) => (row[name] === undefined || row[name] === null ? [] : [[name, row[name]]])),
  );
}
