/** Server-sent events as text: one block each, as the HTML standard has it. */
import { liveBreach, liveMetric } from "@stagefold/reports";
import type { Change } from "../model.ts";

/** A position in a feed, as the id of an event: it names the read model, since another counts its changes otherwise. */
export function eventId(modelId: string, seq: number): string {
  return `${modelId}.${seq}`;
}

/** The number that the id has in this read model; null: it is of another, or no id at all. Pure. */
export function seqOfEventId(id: string, modelId: string): number | null {
  const [, model, digits] = /^(.+)\.(\d{1,16})$/.exec(id) ?? [];
  return model === modelId ? Number(digits) : null;
}

/** An event; the data has no line ends, since it is JSON. Pure. */
export function eventText(event: string, id: string, data: object): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Tells a client where it stands without an event: what it shows when it comes back. Pure. */
export function positionText(id: string): string {
  return `id: ${id}\n\n`;
}

/** Keeps the connection from looking dead. */
export const HEARTBEAT = ":\n\n";

/** The change as an event; empty where this version has no words for it. Pure. */
export function changeText(change: Change, modelId: string): string {
  const id = eventId(modelId, change.seq);
  if (change.kind === "metric") return eventText("metric", id, liveMetric(change.record));
  const data = liveBreach(change.event);
  return data === null ? "" : eventText("breach", id, data);
}
