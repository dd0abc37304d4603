/** Clocks that run, a row each, ticking. */
import type { OpenClock } from "@stagefold/reports";
import { Link } from "../address/link.tsx";
import { countdownText } from "../format/duration.ts";
import { instantText } from "../format/instant.ts";
import { DataTable } from "../parts/data-table.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Term, Value } from "../parts/term.tsx";
import { useTenant } from "./context.ts";
import { segmentColumns } from "./segment-columns.tsx";

export interface ClockTableProps {
  readonly caption: string;
  readonly clocks: readonly OpenClock[];
  /** Ms since epoch. */
  readonly now: number;
}

export function ClockTable({ caption, clocks, now }: ClockTableProps) {
  const { timeZone } = useTenant();
  return (
    <DataTable
      caption={caption}
      rows={clocks}
      keyOf={({ clockId }) => clockId}
      columns={[
        {
          head: "Lead",
          rowHead: true,
          cell: ({ leadId }) => <Link to={{ page: "lead", lead: leadId }}>{leadId}</Link>,
        },
        { head: "State", cell: (clock) => <StateBadge state={stateAt(clock, now)} /> },
        {
          head: <Term def="time_left" />,
          number: true,
          cell: ({ dueAt }) => <TimeLeft ms={Date.parse(dueAt) - now} />,
        },
        { head: "Due", cell: ({ dueAt }) => instantText(dueAt, timeZone) },
        { head: "Agreement", cell: ({ slaId }) => slaId },
        ...segmentColumns<OpenClock>(),
      ]}
    />
  );
}

function TimeLeft({ ms }: { readonly ms: number }) {
  return (
    <Value def="time_left" class={ms < 0 ? "bad countdown" : "countdown"}>
      {countdownText(ms)}
    </Value>
  );
}

/** What a clock has come to since the answer: the stream brings the answer that says so too. */
function stateAt({ state, dueAt, warnAt }: OpenClock, now: number): OpenClock["state"] {
  if (state === "BREACHED" || Date.parse(dueAt) < now) return "BREACHED";
  return warnAt !== null && Date.parse(warnAt) < now ? "AT_RISK" : state;
}
