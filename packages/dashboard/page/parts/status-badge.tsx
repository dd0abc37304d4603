import type { Status } from "@stagefold/reports";

const MEANINGS: Readonly<Record<Status, string>> = {
  PROVISIONAL: "The period and its grace are not over: this may still change.",
  FINAL: "The period and its grace are over.",
  RESTATED: "It changed after it was final.",
};

/** Whether a row may still change. */
export function StatusBadge({ status }: { readonly status: Status }) {
  return (
    <span class={`badge badge-${status.toLowerCase()}`} title={MEANINGS[status]}>
      {status.toLowerCase()}
    </span>
  );
}
