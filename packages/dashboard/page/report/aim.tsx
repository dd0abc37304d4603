import type { MqlRow, PeriodShape, Rate } from "@stagefold/reports";
import { countText, decimalText, percentText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { Term, Value } from "../parts/term.tsx";
import { figureOf } from "./figure-of.ts";
import { rateExact } from "./ratio.ts";

type Aim = Pick<MqlRow, "target" | "attainment" | "pace" | "elapsed" | "projection">;

/** How a period stands to its target: reached so far, what was due by now, and what it comes to. */
export function AimView({
  aim,
  stage,
  period,
}: {
  readonly aim: Aim;
  readonly stage: string;
  readonly period: PeriodShape;
}) {
  const { target, attainment, pace, elapsed, projection } = aim;
  if (target === null || attainment === null) {
    return (
      <p class="muted">
        There is no target for this period and segment. Targets are set by month; longer periods have one where each of
        their months does.
      </p>
    );
  }
  const onCourse = pace === null ? null : pace >= 1;
  return (
    <div class="aim">
      <p class="aim-lead">
        <Value
          def="target_attainment"
          exact={rateExact(attainment)}
          class="aim-share"
          of={figureOf("target_attainment", stage, period)}
        >
          {percentText(attainment.value)}
        </Value>{" "}
        <span>
          {countText(attainment.n)} of {countText(target)} {stage}
        </span>
      </p>
      <Bar share={share(attainment)} tone={onCourse === false ? "warn" : "good"} mark={elapsed ?? undefined} />
      <p class="muted aim-mark">
        The line is where the period stands: <Value def="elapsed">{percentText(elapsed)}</Value> of its time has passed.
      </p>
      <dl class="facts">
        <Fact def="target" value={countText(target)} />
        <Fact
          def="target_pace"
          of={figureOf("target_pace", stage, period)}
          value={percentText(pace)}
          note={onCourse === null ? "of months only" : onCourse ? "on course" : "behind"}
          tone={onCourse === null ? "" : onCourse ? "good" : "bad"}
        />
        <Fact
          def="projection"
          value={decimalText(projection)}
          note={projection === null || target === 0 ? "" : `${percentText(projection / target)} of the target`}
        />
      </dl>
    </div>
  );
}

function share({ value }: Rate): number {
  return value ?? 1;
}

interface FactProps {
  readonly def: string;
  readonly value: string;
  readonly name?: string;
  readonly note?: string;
  readonly tone?: string;
  readonly exact?: string | undefined;
  readonly of?: string | undefined;
}

/** A figure with its name, small. */
export function Fact({ def, value, name, note, tone, exact, of }: FactProps) {
  return (
    <div class="fact">
      <dt>
        <Term def={def}>{name}</Term>
      </dt>
      <dd>
        <Value def={def} exact={exact} of={of}>
          {value}
        </Value>
        {note ? <span class={tone || "muted"}> {note}</span> : null}
      </dd>
    </div>
  );
}
