/** What is said instead of a report, or beside it: nothing yet, not reachable, refused, not whole. */
import type { Problem } from "@stagefold/http/problem";
import type { ComponentChildren } from "preact";
import { go } from "../address/navigate.ts";
import type { View } from "../address/view.ts";
import { setToken } from "../api/token.ts";

export interface NoticeProps {
  readonly kind: "info" | "warn" | "bad";
  readonly title: string;
  readonly children?: ComponentChildren;
}

export function Notice({ kind, title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === "bad" ? "alert" : "status"}>
      <strong>{title}</strong>
      <div>{children}</div>
    </div>
  );
}

/** A report without anything in it, and where there may be something. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true">
        <path
          d="M6 12h36l-12 14v12l-12 4V26z"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-linejoin="round"
        />
      </svg>
      <strong>{title}</strong>
      <div>{children}</div>
    </div>
  );
}

const WIDER: Partial<View> = { channel: null, campaignId: null, ownerId: null };
const USUAL: Partial<View> = { ...WIDER, grain: "MONTH", from: null, to: null, period: null, state: null, sla: null };

/** A refusal in the API's words, with the ways out of it. */
export function ProblemNotice({ problem }: { readonly problem: Problem }) {
  return (
    <Notice kind="bad" title={problem.title}>
      <p>{problem.detail}</p>
      {problem.allowed === undefined ? null : (
        <p>
          {problem.parameter === undefined ? "Accepted" : `For ${problem.parameter}`}:{" "}
          {problem.allowed.map((each) => each || "everything").join("; ")}
        </p>
      )}
      <p class="actions">
        {problem.status === 403 ? (
          <button type="button" onClick={() => setToken(null)}>
            Use another token
          </button>
        ) : null}
        {problem.status === 422 || problem.status === 400 ? (
          <>
            <button type="button" onClick={() => go(WIDER)}>
              Show all leads
            </button>
            <button type="button" onClick={() => go(USUAL)}>
              Back to the usual view
            </button>
          </>
        ) : null}
        {problem.status === 404 ? (
          <button type="button" onClick={() => go({ ...USUAL, page: "mql", lead: null })}>
            To the MQL report
          </button>
        ) : null}
      </p>
      <p class="muted">{problem.code}</p>
    </Notice>
  );
}
