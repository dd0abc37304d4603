/**
 * The stream of changes of one tenant: read with fetch, which can send a token, and resumed where it broke off.
 *
 * | state          | means                                                     |
 * | -------------- | --------------------------------------------------------- |
 * | connecting     | not connected yet                                         |
 * | live           | what changes is on screen within a second                 |
 * | reconnecting   | the connection broke off; it is being made again          |
 * | stale          | and that has not worked for a while: numbers may be old   |
 */
import { authorization, tokenWanted } from "../api/token.ts";
import { createSseParser, type ServerSentEvent } from "./sse-parser.ts";

export type LiveState = "connecting" | "live" | "reconnecting" | "stale";

export interface LiveListener {
  onState(state: LiveState): void;
  onEvent(event: ServerSentEvent): void;
  /** Connected again after a break: whatever could have been missed is worth asking for. */
  onResumed(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const STALE_AFTER_MS = 15_000;
/** A connection that says nothing for so long, not even a comment, is taken for dead. */
const SILENCE_MS = 45_000;

/** Connects, and stays connected until the function returned is called. */
export function listenLive(url: string, listener: LiveListener): () => void {
  const ended = new AbortController();
  run(url, listener, ended.signal).catch(() => {
    // Only the end of it is thrown.
  });
  return () => ended.abort();
}

async function run(url: string, listener: LiveListener, ended: AbortSignal): Promise<void> {
  let lastId = "";
  let wait = FIRST_WAIT_MS;
  let connectedOnce = false;
  let brokenSince: number | null = null;
  while (!ended.aborted) {
    let asked: number | null = null;
    try {
      const { body, connection, alive } = await connect(url, lastId, ended);
      listener.onState("live");
      if (connectedOnce) listener.onResumed();
      connectedOnce = true;
      brokenSince = null;
      wait = FIRST_WAIT_MS;
      const parser = createSseParser(lastId);
      const stop = watch(alive, connection);
      try {
        for await (const piece of piecesOf(body)) {
          alive.at = performance.now();
          for (const event of parser.feed(piece)) listener.onEvent(event);
          lastId = parser.lastId;
          asked = parser.retryMs;
        }
      } finally {
        stop();
      }
    } catch {
      // Broken off, refused or silent: all the same, it is tried again.
    }
    if (ended.aborted) return;
    brokenSince ??= performance.now();
    const stale = performance.now() - brokenSince > STALE_AFTER_MS;
    listener.onState(stale ? "stale" : connectedOnce ? "reconnecting" : "connecting");
    // Not all of those that lost the same server come back in the same moment.
    await pause((asked ?? wait) * (0.75 + Math.random() / 2), ended);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

async function connect(url: string, lastId: string, ended: AbortSignal) {
  const connection = new AbortController();
  const signal = AbortSignal.any([ended, connection.signal]);
  const resume: Record<string, string> = lastId === "" ? {} : { "last-event-id": lastId };
  const headers = { accept: "text/event-stream", ...authorization(), ...resume };
  const response = await fetch(url, { headers, signal, cache: "no-store" });
  if (response.status === 401) tokenWanted.value = true;
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  return { body: response.body, connection, alive: { at: performance.now() } };
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}

function watch(alive: { readonly at: number }, connection: AbortController): () => void {
  const timer = setInterval(() => {
    if (performance.now() - alive.at > SILENCE_MS) connection.abort();
  }, 5_000);
  return () => clearInterval(timer);
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      ended.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    ended.addEventListener("abort", done);
  });
}
