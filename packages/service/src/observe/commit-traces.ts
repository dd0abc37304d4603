/**
 * The traces that a task's commits are part of, one after the other.
 *
 * | what the commit took in  | its span                                                                 |
 * | ------------------------ | ------------------------------------------------------------------------ |
 * | events of one trace      | goes on with that trace                                                   |
 * | of several, or of none   | begins a trace, with links to the spans that wrote them (the first 128)   |
 * | nothing, and nothing but the clock was written | is not recorded: a quiet task makes one every second |
 *
 * Its outputs name it in their headers, the clocks of tasks apart. Children of it say how long the log took (`send`) and
 * how long the store took (`commit`).
 */
import type { CommitTrace, LogRecord, OutRecord, TaskId } from "@stagefold/processing";
import { isClockRecord } from "@stagefold/processors";
import { type Attributes, type Span, TRACEPARENT, type Tracing } from "@stagefold/tracing";
import { newTrace, type Trace } from "./trace.ts";
import { TracesTaken } from "./traces-taken.ts";

/** What is traced, and where the records are. */
export interface TaskTracing {
  readonly tracing: Tracing;
  /** As `messaging.system` names the log. */
  readonly system: string;
}

export interface CommitTraces {
  /** The trace that what is done now is part of, as far as is known. */
  readonly id: string;
  /** Records were read, not again. */
  took(topic: string, records: readonly LogRecord[]): void;
  committing(): CommitTrace;
  published(): void;
  /** The commit was made, with so many dead letters: gives its trace. The next one begins. */
  committed(commitNumber: number, deadLetters: number): Trace;
  /** What was read is given up. */
  failed(error: unknown): void;
}

/** Ids alone, for the log. */
export function untracedCommits(): CommitTraces {
  let trace = newTrace();
  return {
    get id() {
      return trace.id;
    },
    took() {},
    committing: () => ({ traceparent: trace.traceparent }),
    published() {},
    committed() {
      const ended = trace;
      trace = newTrace();
      return ended;
    },
    failed() {
      trace = newTrace();
    },
  };
}

/** A commit that has begun. */
interface Begun {
  readonly span: Span;
  readonly committingAt: number;
  readonly topics: Set<string>;
  outputs: number;
  publishedAt: number;
}

/** Spans. `now`: ms since epoch. */
export function tracedCommits(id: TaskId, { tracing, system }: TaskTracing, now: () => number): CommitTraces {
  let taken = new TracesTaken();
  let ownId = newTrace().id;
  let startedAt: number | null = null;
  let begun: Begun | null = null;

  function start(): Span {
    const { parent, links, topic, records, beyond } = taken;
    const attributes: Record<string, string | number> = {
      ...operation("process", "process", topic),
      "messaging.consumer.group.name": id.group,
      "messaging.destination.partition.id": String(id.partition),
      "messaging.batch.message_count": records,
    };
    if (beyond > 0) attributes["stagefold.records_not_linked"] = beyond;
    const name = `process ${topic ?? id.group}`;
    const at = startedAt === null ? {} : { startedAt };
    return tracing.start({ name, kind: "consumer", attributes, parent, links, traceId: ownId, ...at });
  }

  function operation(type: string, name: string, destination: string | null): Attributes {
    const named = { "messaging.system": system, "messaging.operation.type": type, "messaging.operation.name": name };
    return destination === null ? named : { ...named, "messaging.destination.name": destination };
  }

  function over(): void {
    taken = new TracesTaken();
    ownId = newTrace().id;
    startedAt = null;
    begun = null;
  }

  return {
    get id() {
      return begun?.span.traceId ?? taken.traceId ?? ownId;
    },
    took(topic, records) {
      if (records.length === 0) return;
      startedAt ??= now();
      taken.add(topic, records);
    },
    committing() {
      const span = start();
      const commit = newBegun(span, now());
      begun = commit;
      const headers = { [TRACEPARENT]: Buffer.from(span.traceparent) };
      const headersOf = (output: OutRecord): typeof headers | null => {
        if (isClockRecord(output.topic, output)) return null;
        commit.outputs++;
        commit.topics.add(output.topic);
        return headers;
      };
      return { traceparent: span.traceparent, headersOf };
    },
    published() {
      if (begun !== null) begun.publishedAt = now();
    },
    committed(commitNumber, deadLetters) {
      const { span, committingAt, publishedAt, topics, outputs } = begun ?? newBegun(start(), now());
      const isSilent = taken.records === 0 && outputs === 0 && deadLetters === 0;
      if (!isSilent) {
        const parent = span.traceparent;
        const [topic = null] = topics;
        const destination = topics.size === 1 ? topic : null;
        const sent = { ...operation("send", "send", destination), "messaging.batch.message_count": outputs };
        const name = destination === null ? "send" : `send ${destination}`;
        tracing.start({ name, kind: "producer", attributes: sent, parent, startedAt: committingAt }).end(publishedAt);
        const kept = operation("settle", "commit", null);
        const store = `commit ${id.group}`;
        tracing.start({ name: store, kind: "internal", attributes: kept, parent, startedAt: publishedAt }).end(now());
        span.set({ "stagefold.commit_number": commitNumber });
        if (deadLetters > 0) span.set({ "stagefold.dead_letters": deadLetters });
        span.end(now());
      }
      const trace = { id: span.traceId, traceparent: span.traceparent };
      over();
      return trace;
    },
    failed(error) {
      const span = begun?.span ?? start();
      span.failed(error);
      span.end(now());
      over();
    },
  };
}

function newBegun(span: Span, at: number): Begun {
  return { span, committingAt: at, topics: new Set(), outputs: 0, publishedAt: at };
}
