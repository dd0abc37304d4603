/** What is live on screen: the state of the stream, and the breaches that came by it. */
import { signal } from "@preact/signals";
import type { LiveBreach } from "@stagefold/reports";
import { eventsUrl } from "../api/urls.ts";
import { changes } from "../api/use-answer.ts";
import { type LiveState, listenLive } from "./live-stream.ts";
import type { ServerSentEvent } from "./sse-parser.ts";

/** null: there is no tenant to listen to. */
export const liveState = signal<LiveState | null>(null);

/** The newest first, a few of them. */
export const news = signal<readonly LiveBreach[]>([]);

const NEWS_AT_MOST = 6;
/** Reports are asked for again at most so often, however fast events come. */
const BETWEEN_LOADS_MS = 600;

/** Listens to a tenant until the function returned is called. */
export function followLive(tenantId: string): () => void {
  news.value = [];
  liveState.value = "connecting";
  const reload = throttled(() => {
    changes.value++;
  }, BETWEEN_LOADS_MS);
  const stop = listenLive(eventsUrl(tenantId), {
    onState(state) {
      liveState.value = state;
    },
    onEvent(event) {
      const breach = breachOf(event);
      if (breach !== null) news.value = [breach, ...news.value].slice(0, NEWS_AT_MOST);
      reload.call();
    },
    onResumed: reload.call,
  });
  return () => {
    stop();
    reload.cancel();
    liveState.value = null;
  };
}

/** Of what is live, what somebody would want to be told. */
function breachOf({ event, data }: ServerSentEvent): LiveBreach | null {
  if (event !== "breach") return null;
  const breach = JSON.parse(data) as LiveBreach;
  return breach.live && breach.kind !== "CLEARED" ? breach : null;
}

/** At once, then at most every `ms`, and once more after the last call. */
function throttled(run: () => void, ms: number) {
  let timer: number | undefined;
  let again = false;
  const rest = () => {
    timer = undefined;
    if (again) call();
  };
  const call = () => {
    again = timer !== undefined;
    if (again) return;
    timer = window.setTimeout(rest, ms);
    run();
  };
  return { call, cancel: () => clearTimeout(timer) };
}
