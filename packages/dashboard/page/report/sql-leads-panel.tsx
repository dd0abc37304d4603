/** The leads behind the SQL report: those that reached SQL in the period, by date, a page at a time. */
import type { PeriodShape, SqlLead, SqlLeads } from "@stagefold/reports";
import { Link } from "../address/link.tsx";
import { view } from "../address/navigate.ts";
import { sqlLeadsUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { durationText } from "../format/duration.ts";
import { instantText } from "../format/instant.ts";
import { countText } from "../format/number.ts";
import { keyDay, periodText } from "../format/period.ts";
import { DataTable } from "../parts/data-table.tsx";
import { ProblemNotice } from "../parts/notices.tsx";
import { Pager } from "../parts/pager.tsx";
import { Panel } from "../parts/panel.tsx";
import { Term, Value } from "../parts/term.tsx";
import { useTenant } from "./context.ts";
import { segmentColumns } from "./segment-columns.tsx";

const PAGE = 25;

export function SqlLeadsPanel({ period, accepted }: { readonly period: PeriodShape; readonly accepted: string }) {
  const { timeZone } = useTenant();
  const { data, problem, pending } = useAnswer<SqlLeads>(sqlLeadsUrl(view.value, keyDay(period), PAGE));
  return (
    <Panel
      title={`Leads that reached ${accepted}`}
      note={data === null ? undefined : <LeadsNote total={data.total} period={data.period} />}
      query={data?.query}
      wide
    >
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {data === null ? (
        <div class="skeleton skeleton-rows" aria-hidden="true" />
      ) : data.rows.length === 0 ? (
        <p class="muted">No lead reached {accepted} in the period, or those that did were erased since.</p>
      ) : (
        <div class={pending ? "pending" : ""} aria-busy={pending}>
          <DataTable
            caption={`Leads that reached ${accepted} in ${periodText(data.period)}, by date`}
            rows={data.rows}
            keyOf={({ leadId }) => leadId}
            columns={[
              {
                head: "Lead",
                rowHead: true,
                cell: ({ leadId }) => <Link to={{ page: "lead", lead: leadId }}>{leadId}</Link>,
              },
              { head: "Reached", cell: ({ reachedAt }) => instantText(reachedAt, timeZone) },
              ...segmentColumns<SqlLead>(),
              {
                head: <Term def="since_qualified" />,
                number: true,
                cell: ({ sinceQualifiedMs }) => <Value def="since_qualified">{durationText(sinceQualifiedMs)}</Value>,
              },
              {
                head: <Term def="since_begin" />,
                number: true,
                cell: ({ sinceBeginMs }) => <Value def="since_begin">{durationText(sinceBeginMs)}</Value>,
              },
            ]}
          />
          <Pager next={data.nextCursor} of={`leads that reached ${accepted}`} />
        </div>
      )}
    </Panel>
  );
}

interface LeadsNoteProps {
  readonly total: number;
  readonly period: PeriodShape;
}

function LeadsNote({ total, period }: LeadsNoteProps) {
  return (
    <>
      <Value def="listed_leads">{countText(total)}</Value> in {periodText(period)}
    </>
  );
}
