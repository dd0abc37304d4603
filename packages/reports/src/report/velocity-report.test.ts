import { describe, expect, it } from "vitest";
import { acme, DAY, given, HOUR, metric, stay } from "../report.test-support.ts";
import { velocityQuerySchema } from "../shape/velocity-report.ts";
import { velocityReport } from "./velocity-report.ts";

const march = velocityQuerySchema.parse({ period: "2026-03-16" });
const stageOf = (context: Parameters<typeof velocityReport>[0], stage: string, query = march) =>
  velocityReport(context, query).stages.find((row) => row.stage === stage);

const stays = [
  stay("a", "MQL", "2026-03-02", { exitedAt: "2026-03-03", nextStage: "SQL" }),
  stay("b", "MQL", "2026-02-20", { exitedAt: "2026-03-02", nextStage: "SQL" }),
  stay("c", "MQL", "2026-03-16T06:00Z"),
  stay("d", "MQL", "2026-01-16T12:00Z"),
];

describe("the velocity report", () => {
  it("gives the published distribution of time in each stage", () => {
    const times = metric("time_in_stage", "MQL", {
      value: 5.5 * DAY,
      sampleCount: 2,
      sampleSum: 11 * DAY,
      sampleMin: DAY,
      sampleP50: DAY,
      sampleMax: 10 * DAY,
    });

    expect(stageOf(given({ metrics: [times], stays }), "MQL")).toMatchObject({
      closed: { count: 2, sumMs: 11 * DAY, meanMs: 5.5 * DAY, p50Ms: DAY, maxMs: 10 * DAY },
      closedFrom: "metric",
    });
  });

  it("makes it of the stays where it is not published", () => {
    const query = velocityQuerySchema.parse({ grain: "ROLLING_30D", period: "2026-03-16" });

    expect(stageOf(given({ stays }), "MQL", query)).toMatchObject({
      closed: { count: 2, sumMs: 11 * DAY, meanMs: 5.5 * DAY, p50Ms: DAY, maxMs: 10 * DAY },
      closedFrom: "stays",
    });
  });

  it("includes the leads that are in the stage, by age", () => {
    expect(stageOf(given({ stays }), "MQL")?.open).toMatchObject({ count: 2, p50Ms: 6 * HOUR, maxMs: 59 * DAY });
  });

  it("has each stay in one bin", () => {
    const bins = stageOf(given({ stays }), "MQL")?.histogram ?? [];

    expect(bins.filter(({ closed, open }) => closed + open > 0)).toEqual([
      { fromMs: 4 * HOUR, toMs: 8 * HOUR, closed: 0, open: 1 },
      { fromMs: DAY, toMs: 2 * DAY, closed: 1, open: 0 },
      { fromMs: 7 * DAY, toMs: 14 * DAY, closed: 1, open: 0 },
      { fromMs: 30 * DAY, toMs: 90 * DAY, closed: 0, open: 1 },
    ]);
    expect(bins.at(-1)?.toMs).toBeNull();
  });

  it("shows the share that broke an agreement even where the mean looks fine", () => {
    const context = given({
      metrics: [
        metric("sla_compliance", "decide", { value: 0.75, numerator: 3, denominator: 4 }),
        metric("sla_response_time", "decide", { value: DAY, sampleCount: 4, sampleSum: 4 * DAY }),
      ],
    });

    expect(stageOf(context, "MQL")?.slas).toEqual([
      {
        slaId: "decide",
        severity: "page",
        withinMs: 2 * DAY,
        calendar: false,
        kept: { n: 3, d: 4, value: 0.75 },
        brokenShare: { n: 1, d: 4, value: 0.25 },
        meanMs: DAY,
        meanKeeps: true,
      },
    ]);
    expect(stageOf(context, "SQL")?.slas).toEqual([]);
  });

  it("does not compare elapsed time with opening hours", () => {
    const calendar = {
      timeZone: "UTC",
      open: Array(7).fill([{ fromMinute: 0, toMinute: 1440 }]),
      holidays: new Set<number>(),
    };
    const [decide] = acme().slas;
    if (decide === undefined) throw new Error("acme has an agreement");
    const config = acme({ slas: [{ ...decide, calendar }] });
    const response = metric("sla_response_time", "decide", { value: DAY, sampleCount: 1, sampleSum: DAY });

    expect(stageOf(given({ metrics: [response] }, { config }), "MQL")?.slas[0]).toMatchObject({ meanKeeps: null });
  });

  it("has the configured velocities", () => {
    const velocity = metric("velocity", "MQL>SQL", { value: DAY, sampleCount: 1, sampleSum: DAY });

    expect(velocityReport(given({ metrics: [velocity] }), march).velocities).toMatchObject([
      { from: "MQL", to: "SQL", times: { count: 1, meanMs: DAY } },
    ]);
  });

  it("asks for a period while there is no clock", () => {
    expect(() => velocityReport(given({}, { now: null }), velocityQuerySchema.parse({}))).toThrow(
      expect.objectContaining({ code: "STF-RPT-003" }),
    );
  });
});
