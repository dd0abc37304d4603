import type { MetricsList, PeriodShape } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { funnelUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { countText, percentText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { Term, Value } from "../parts/term.tsx";
import { useTenant } from "./context.ts";
import { figureOf } from "./figure-of.ts";

/** Leads that reached each stage in the period, and what part that is of the stage before. */
export function FunnelPanel({ period }: { readonly period: PeriodShape }) {
  const { funnel } = useTenant();
  const answer = useAnswer<MetricsList>(funnelUrl(view.value, period));
  // What was asked before is of another period: it would stand under the wrong heading.
  const data = answer.pending ? null : answer.data;
  // What comes from the rejected stage on is beside the funnel, not further down in it.
  const end = funnel.rejected === null ? -1 : funnel.stages.indexOf(funnel.rejected);
  const stages = end === -1 ? funnel.stages : funnel.stages.slice(0, end);
  const beside = end === -1 ? [] : funnel.stages.slice(end);
  const reached = (stage: string) => {
    if (data === null) return null;
    const value = data.rows.find((row) => row.subject === stage);
    return value === undefined ? 0 : Number(value.numerator ?? 0);
  };
  const most = Math.max(1, ...funnel.stages.map((stage) => reached(stage) ?? 0));
  const rows = [
    ...stages.map((stage, index) => ({ stage, before: stages[index - 1] ?? null, inFunnel: true })),
    ...beside.map((stage) => ({ stage, before: null, inFunnel: false })),
  ];
  const published = period.grain.startsWith("ROLLING") ? [funnel.qualified, funnel.accepted] : funnel.stages;
  return (
    <Panel title="Funnel" query={data?.query}>
      <div aria-busy={data === null && answer.problem === null && !answer.unreachable}>
        <DataTable
          caption="Leads that reached each stage in the period"
          rows={rows.filter(({ stage }) => published.includes(stage))}
          keyOf={({ stage }) => stage}
          columns={[
            { head: "Stage", rowHead: true, cell: ({ stage }) => stage },
            {
              head: <span class="unseen">Drawn</span>,
              cell: ({ stage, inFunnel }) => (
                <Bar share={(reached(stage) ?? 0) / most} tone={inFunnel ? "accent" : "faint"} />
              ),
            },
            {
              head: <Term def="leads_reached">Reached</Term>,
              number: true,
              cell: ({ stage }) => (
                <Value def="leads_reached" of={figureOf("leads_reached", stage, period)}>
                  {countText(reached(stage))}
                </Value>
              ),
            },
            {
              head: <Term def="leads_reached">Conversion</Term>,
              number: true,
              cell: ({ stage, before }) => {
                const n = reached(stage);
                const d = before === null ? null : reached(before);
                if (n === null || d === null || d === 0) return <span class="muted">{"\u2013"}</span>;
                return (
                  <Value def="leads_reached" exact={`${countText(n)} in ${stage}, ${countText(d)} in ${before}`}>
                    {percentText(n / d)}
                  </Value>
                );
              },
            },
          ]}
        />
      </div>
      <p class="muted small">
        Each lead counts when it first reached the stage; so a part may exceed 100 %. The cohort follows the same leads.
      </p>
    </Panel>
  );
}
