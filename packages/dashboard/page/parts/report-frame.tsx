import type { Envelope } from "@stagefold/reports";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { answered } from "../api/answered.ts";
import type { Shown } from "../api/use-answer.ts";
import { exactInstantText } from "../format/instant.ts";
import { liveState } from "../live/live.ts";
import { Empty, Notice, ProblemNotice } from "./notices.tsx";
import { Skeleton } from "./skeleton.tsx";

export interface ReportFrameProps<T> {
  readonly shown: Shown<T>;
  readonly tiles: number;
  readonly panels: readonly ("half" | "wide")[];
  readonly children: (report: T) => ComponentChildren;
}

/** A report, or what there is in its place; beside it, why it may be old or not whole. */
export function ReportFrame<T extends Envelope>({ shown, tiles, panels, children }: ReportFrameProps<T>) {
  const { data, problem, unreachable, pending } = shown;
  const query = data?.query ?? null;
  useEffect(() => {
    if (query !== null) answered.value = query;
  }, [query]);
  if (problem !== null) return problem.status === 401 ? null : <ProblemNotice problem={problem} />;
  if (data === null) {
    return unreachable ? (
      <Notice kind="bad" title="The server cannot be reached">
        <p>
          It is asked again every few seconds. If this stays, check that the query API runs and that you are online.
        </p>
      </Notice>
    ) : (
      <Skeleton tiles={tiles} panels={panels} />
    );
  }
  return (
    <>
      {unreachable ? (
        <Notice kind="warn" title="The server cannot be reached">
          <p>
            These are the numbers {asOf(data)}. They are brought up to date as soon as it answers; it is asked every few
            seconds.
          </p>
        </Notice>
      ) : null}
      {liveState.value === "stale" && !unreachable ? (
        <Notice kind="warn" title="No changes come">
          <p>
            The stream of changes broke off and has not come back: these are the numbers {asOf(data)}. It is tried again
            every few seconds; what was missed is asked for then.
          </p>
        </Notice>
      ) : null}
      {data.caughtUp ? null : (
        <Notice kind="info" title="Still reading">
          <p>What the topics hold has not been read to the end: the numbers are still moving up.</p>
        </Notice>
      )}
      {data.incomplete === null ? null : (
        <Notice kind="warn" title="Not whole">
          <p>{data.incomplete}</p>
        </Notice>
      )}
      {data.asOf === null ? (
        <Empty title="Nothing has been read yet">
          <p>This tenant has no event. The report fills by itself with the first lead.</p>
        </Empty>
      ) : (
        <div class={pending ? "pending" : ""} aria-busy={pending}>
          {children(data)}
        </div>
      )}
    </>
  );
}

function asOf({ asOf: instant, timeZone }: Envelope): string {
  return instant === null ? "read before" : `as of ${exactInstantText(instant, timeZone)}`;
}
