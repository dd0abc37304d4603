/** Breaches: by who held the lead, by campaign, by agreement; and the newest, one by one. */
import type { Breach, Breaches, BreachGroup as Group } from "@stagefold/reports";
import { Link } from "../address/link.tsx";
import { view } from "../address/navigate.ts";
import { breachesUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { durationText } from "../format/duration.ts";
import { instantText } from "../format/instant.ts";
import { countText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Term, Value } from "../parts/term.tsx";
import { useTenant } from "./context.ts";
import { figureColumn } from "./figure-column.tsx";
import { segmentColumns } from "./segment-columns.tsx";

interface BreachGroupProps {
  readonly groups: readonly Group[];
  readonly by: string;
  /** What leads without one are called. */
  readonly nobody: string;
  readonly query: string;
  readonly wide?: boolean;
}

/** Breaches of clocks that started in the period, by one of what leads have. */
export function BreachGroup({ groups, by, nobody, query, wide = false }: BreachGroupProps) {
  return (
    <Panel title={`Breaches by ${by}`} query={query} wide={wide}>
      {groups.length === 0 ? (
        <p class="muted">No clock that started in the period ran out, or its lead was erased since.</p>
      ) : (
        <Groups groups={groups} by={by} nobody={nobody} />
      )}
    </Panel>
  );
}

function Groups({ groups, by, nobody }: Pick<BreachGroupProps, "groups" | "by" | "nobody">) {
  const most = Math.max(...groups.map(({ open, resolved }) => open + resolved));
  const column = figureColumn<Group>;
  return (
    <DataTable
      caption={`Breaches by ${by}`}
      rows={groups}
      keyOf={({ key }) => key ?? ""}
      columns={[
        {
          head: by.charAt(0).toUpperCase() + by.slice(1),
          rowHead: true,
          cell: ({ key }) => key ?? <em class="muted">{nobody}</em>,
        },
        {
          head: <span class="unseen">Drawn</span>,
          cell: ({ open, resolved }) => <Bar share={(open + resolved) / most} tone="bad" />,
        },
        column("breaches_by", "Open", ({ open }) => ({ text: countText(open) })),
        column("breaches_by", "Ended late", ({ resolved }) => ({ text: countText(resolved) })),
        column("overdue", "Longest", ({ maxOverdueMs }) => ({ text: durationText(maxOverdueMs) })),
      ]}
    />
  );
}

const NEWEST = 10;

export function NewestBreaches() {
  const { timeZone } = useTenant();
  const { data, pending } = useAnswer<Breaches>(breachesUrl(view.value, NEWEST));
  return (
    <Panel title="Newest breaches" note="by when they fell due" query={data?.query} wide>
      {data === null ? (
        <div class="skeleton skeleton-rows" aria-hidden="true" />
      ) : data.rows.length === 0 ? (
        <p class="muted">Nothing has been breached.</p>
      ) : (
        <div class={pending ? "pending" : ""} aria-busy={pending}>
          <DataTable
            caption="Newest breaches"
            rows={data.rows}
            keyOf={({ clockId }) => clockId}
            columns={[
              {
                head: "Lead",
                rowHead: true,
                cell: ({ leadId }) => <Link to={{ page: "lead", lead: leadId }}>{leadId}</Link>,
              },
              { head: "State", cell: ({ state }) => <StateBadge state={state} /> },
              { head: "Was due", cell: ({ dueAt }) => instantText(dueAt, timeZone) },
              {
                head: <Term def="overdue" />,
                number: true,
                cell: ({ overdueMs }) => <Value def="overdue">{durationText(overdueMs)}</Value>,
              },
              { head: "Agreement", cell: ({ slaId }) => slaId },
              ...segmentColumns<Breach>(),
            ]}
          />
        </div>
      )}
    </Panel>
  );
}
