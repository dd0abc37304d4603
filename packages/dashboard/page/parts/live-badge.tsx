import { liveState } from "../live/live.ts";
import type { LiveState } from "../live/live-stream.ts";

const SAID: Readonly<Record<LiveState, readonly [word: string, meaning: string]>> = {
  connecting: ["connecting", "Not connected to the stream of changes yet."],
  live: ["live", "Changes are on screen within a second."],
  reconnecting: ["reconnecting", "The stream of changes broke off; it is being connected again, from where it was."],
  stale: ["stale", "No changes have come for a while: the numbers may be old. It is being tried again."],
};

/** Whether what is on screen follows what happens. */
export function LiveBadge() {
  const state = liveState.value;
  if (state === null) return null;
  const [word, meaning] = SAID[state];
  return (
    <span class={`live live-${state}`} role="status" title={meaning}>
      <span class="live-dot" aria-hidden="true" />
      {word}
    </span>
  );
}
