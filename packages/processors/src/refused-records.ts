/**
 * Records that the configuration refuses, kept to be judged anew under another one: nobody has to send them
 * again. In the order in which they were read. SEMANTICS 1: what is published is a function of what the present
 * configuration accepts.
 */
import type { LogRecord, Store, Table } from "@stagefold/processing";

/** A record with the topic that it was read from. */
export interface RefusedRecord {
  readonly topic: string;
  readonly record: LogRecord;
}

const NEXT = "refused_next";

interface Written {
  readonly topic: string;
  readonly offset: number;
  readonly timestamp: number;
  /** base64 */
  readonly key: string | null;
  readonly value: string | null;
}

export class RefusedRecords {
  readonly #store: Store;
  readonly #table: Table;

  constructor(store: Store) {
    this.#store = store;
    this.#table = store.table("refused");
  }

  keep(topic: string, { offset, timestamp, key, value }: LogRecord): void {
    const number = Number(this.#store.meta(NEXT) ?? 0);
    const written: Written = { topic, offset, timestamp, key: base64(key), value: base64(value) };
    this.#table.put(number, Buffer.from(JSON.stringify(written)));
    this.#store.setMeta(NEXT, String(number + 1));
  }

  /** Hands out each record; what `isOver` says needs no judgement any more is forgotten. */
  judgeAnew(isOver: (refused: RefusedRecord) => boolean): void {
    const over: number[] = [];
    for (const [number, bytes] of this.#table.range(0, Number.MAX_SAFE_INTEGER)) {
      const { topic, key, value, ...where } = JSON.parse(Buffer.from(bytes).toString()) as Written;
      const record = { ...where, key: bytesOf(key), value: bytesOf(value), headers: null };
      if (isOver({ topic, record })) over.push(number);
    }
    for (const number of over) this.#table.delete(number);
  }
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString("base64");
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text, "base64");
}
