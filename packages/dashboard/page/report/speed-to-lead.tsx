import type { PeriodShape, SlaBoard } from "@stagefold/reports";
import { percentText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { Panel } from "../parts/panel.tsx";
import { Term, Value } from "../parts/term.tsx";
import { figureOf } from "./figure-of.ts";
import { rateExact } from "./ratio.ts";

export interface SpeedToLeadProps {
  readonly speed: SlaBoard["speedToLead"];
  readonly query: string;
  readonly period: PeriodShape;
}

/** The share answered within the hour, beside what was published of firms. */
export function SpeedToLead({ speed, query, period }: SpeedToLeadProps) {
  const { slaId, share, reference } = speed;
  const value = share?.value ?? null;
  return (
    <Panel title="Speed to lead" note={slaId === null ? undefined : `by ${slaId}`} query={query}>
      {share === null || value === null ? (
        <p class="muted">
          {slaId === null
            ? "No agreement says when sales should act, so there is no share to show."
            : "No clock of the period is decided yet."}
        </p>
      ) : (
        <>
          <p class="aim-lead">
            <Value
              def="sla_within_1h"
              exact={rateExact(share)}
              class="aim-share"
              of={figureOf("sla_within_1h", slaId, period)}
            >
              {percentText(value)}
            </Value>{" "}
            <span>
              <Term def="sla_within_1h">within the hour</Term> ({rateExact(share)})
            </span>
          </p>
          <Bar share={value} tone={value >= reference.share ? "good" : "warn"} mark={reference.share} />
        </>
      )}
      <p class="muted small">
        The line: <Term def="reference_within_1h">{percentText(reference.share)} of firms</Term> respond within an hour.{" "}
        {reference.source}
      </p>
    </Panel>
  );
}
