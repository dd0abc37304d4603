import { describe, expect, it } from "vitest";
import { leadPage } from "../report/lead-page.ts";
import { slaBoard } from "../report/sla-board.ts";
import { sqlReport } from "../report/sql-report.ts";
import { velocityReport } from "../report/velocity-report.ts";
import { breach, given, metric, moved, stay } from "../report.test-support.ts";
import { slaBoardQuerySchema } from "../shape/sla-board.ts";
import { sqlQuerySchema } from "../shape/sql-report.ts";
import { velocityQuerySchema } from "../shape/velocity-report.ts";
import { reportCsv } from "./report-csv.ts";

const linesOf = (csv: string): string[] => csv.trimEnd().split("\r\n");

describe("a report as CSV", () => {
  it("has a line for each period with the counts behind the rates", () => {
    const context = given({
      metrics: [metric("cost_per_lead", "SQL", { value: 2, numerator: 4_000_000, denominator: 2 })],
    });

    const [header, line] = linesOf(reportCsv.sql(sqlReport(context, sqlQuerySchema.parse({ from: "2026-03-01" }))));
    const column = (header ?? "").split(",").indexOf("cost.n.micros");
    expect((line ?? "").split(",").slice(column, column + 5)).toEqual(["4000000", "4", "EUR", "2", "2"]);
  });

  it("has one table of several, as asked", () => {
    const report = velocityReport(given({ stays: [stay("a", "MQL", "2026-03-02")] }), velocityQuerySchema.parse({}));

    expect(linesOf(reportCsv.velocity(report, "stages"))).toHaveLength(5);
    expect(linesOf(reportCsv.velocity(report, "velocities"))).toHaveLength(2);
    expect(linesOf(reportCsv.velocity(report, "histogram"))[0]).toBe("stage,fromMs,toMs,closed,open");
  });

  it("has breaches by whom and by what", () => {
    const board = slaBoard(
      given({ breaches: [breach("a", "2026-03-10", { ownerId: "=marco" })] }),
      slaBoardQuerySchema.parse({}),
    );

    expect(linesOf(reportCsv.sla(board, "breaches"))[1]).toBe("owner,'=marco,1,0,561600000");
    expect(linesOf(reportCsv.sla(board, "policies"))).toHaveLength(2);
  });

  it("has a lead's stays, activities or clocks", () => {
    const page = leadPage(given({ events: [moved("a", "MQL", "2026-03-10")] }), "a");

    expect(linesOf(reportCsv.lead(page, "stays"))).toHaveLength(2);
    expect(linesOf(reportCsv.lead(page, "activities"))).toHaveLength(1);
    expect(linesOf(reportCsv.lead(page, "clocks"))[1]).toContain("Breached: it was due 12 Mar 2026 00:00");
  });
});
