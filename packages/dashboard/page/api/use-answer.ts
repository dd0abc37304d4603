/**
 * What the API says at an address, kept current: what was there before stays on screen while a newer answer is on its
 * way, and when none comes.
 */
import { signal } from "@preact/signals";
import type { Problem } from "@stagefold/http/problem";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, ask } from "./request.ts";
import { token } from "./token.ts";

export interface Shown<T> {
  /** The newest answer; null: none yet. */
  readonly data: T | null;
  /** When it came, by performance.now(). */
  readonly receivedAt: number;
  /** Why there is none, or none for this address. */
  readonly problem: Problem | null;
  /** The server cannot be reached; `data`, where there is some, is what it said last. */
  readonly unreachable: boolean;
  /** `data` is the answer to what was asked before; the one to this is on its way. */
  readonly pending: boolean;
}

const NOTHING: Shown<never> = { data: null, receivedAt: 0, problem: null, unreachable: false, pending: false };

/** Answers by address: going back shows at once what was there. */
const kept = new Map<string, Shown<unknown>>();
const KEPT_AT_MOST = 40;

/** Grows when something has changed behind the reports: every answer on screen is asked for again. */
export const changes = signal(0);

/** How soon an address that cannot be reached is tried again. */
const RETRY_MS = 3_000;

/** The answer at `url`; null: nothing to ask for. */
export function useAnswer<T>(url: string | null): Shown<T> {
  const [, rendered] = useState(0);
  const version = changes.value;
  const bearer = token.value;
  useEffect(() => {
    if (url === null) return undefined;
    const abort = new AbortController();
    let retry: number | undefined;
    const load = () => {
      ask<T>(url, abort.signal).then(
        (answer) => {
          keep(url, after(kept.get(url) ?? NOTHING, answer));
          rendered((count) => count + 1);
          if (answer.kind === "unreachable") retry = window.setTimeout(load, RETRY_MS);
        },
        () => {}, // Aborted: nobody looks at it any more.
      );
    };
    load();
    return () => {
      abort.abort();
      clearTimeout(retry);
    };
  }, [url, version, bearer]);
  // While the same is asked of another period or segment, what is there stays: nothing jumps twice.
  const before = useRef<{ readonly path: string; readonly shown: Shown<T> } | null>(null);
  if (url === null) return NOTHING;
  const path = url.split("?", 1)[0] as string;
  const shown = kept.get(url) as Shown<T> | undefined;
  if (shown !== undefined) {
    before.current = { path, shown };
    return shown;
  }
  if (before.current?.path !== path || before.current.shown.data === null) return NOTHING;
  return { ...before.current.shown, pending: true };
}

/** Forgets every answer: another token sees other things. */
export function forgetAnswers(): void {
  kept.clear();
}

function after(before: Shown<unknown>, answer: Answer<unknown>): Shown<unknown> {
  switch (answer.kind) {
    case "data":
      return { data: answer.data, receivedAt: performance.now(), problem: null, unreachable: false, pending: false };
    case "refused":
      return { ...NOTHING, problem: answer.problem };
    case "unreachable":
      return { ...before, problem: null, unreachable: true };
  }
}

function keep(url: string, shown: Shown<unknown>): void {
  kept.delete(url);
  kept.set(url, shown);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_AT_MOST) break;
    kept.delete(oldest);
  }
}
