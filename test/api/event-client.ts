/** A client of the live events, as the dashboard is one: fetch, so that it can show a token. */
import { until } from "./until.ts";

export interface LiveEvent {
  /** null: a position without an event. */
  readonly event: string | null;
  readonly id: string;
  /** When it came, by performance.now(). */
  readonly at: number;
  // biome-ignore lint/suspicious/noExplicitAny: as the test knows it
  readonly data: any;
}

export interface EventClient {
  readonly status: number;
  /** What came so far, heartbeats apart. */
  readonly events: readonly LiveEvent[];
  /** Waits until an event came that is so, and gives the first such. */
  first(isSo: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  /** Whether the server has ended the stream. */
  ended(): boolean;
  leave(): void;
}

/** Connects, and reads. */
export async function eventClient(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventClient> {
  const leaving = new AbortController();
  const answer = await fetch(url, { headers, signal: leaving.signal });
  const events: LiveEvent[] = [];
  let isEnded = false;
  const reading = read(answer, events).catch(() => {});
  void reading.then(() => {
    isEnded = true;
  });
  return {
    status: answer.status,
    events,
    async first(isSo) {
      await until(() => events.some(isSo));
      return events.find(isSo) as LiveEvent;
    },
    ended: () => isEnded,
    leave: () => leaving.abort(),
  };
}

async function read({ body }: Response, events: LiveEvent[]): Promise<void> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => [line.split(": ", 1)[0], line.replace(/^\w+: ?/, "")]));
      const id = fields.get("id");
      if (id === undefined) continue;
      const data = fields.get("data");
      const event = fields.get("event") ?? null;
      events.push({ event, id, at: performance.now(), data: data === undefined ? null : JSON.parse(data) });
    }
  }
}
