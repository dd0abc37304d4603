/**
 * Records that the configuration refuses, kept to be judged anew under another one: nobody has to send them
 * again. In the order in which they were read. SEMANTICS 1: what is published is a function of what the present
 * configuration accepts.
 */
import type { AvroCodec } from "@stagefold/codec";
import type { LogRecord, Store, Table } from "@stagefold/processing";
import { STORE_CODEC } from "./store-codec.ts";

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

  /** `codec` reads what the topic holds; only what it can read is refused by a configuration. */
  keep(topic: string, { offset, timestamp, key, value: raw }: LogRecord, codec: AvroCodec): void {
    const decoded = raw === null ? null : codec.decode(raw);
    if (decoded?.ok !== true) throw new Error(`a record of ${topic} at ${offset} was refused before it was read`);
    const value = STORE_CODEC.encode(decoded.record);
    const number = Number(this.#store.meta(NEXT) ?? 0);
    const written: Written = { topic, offset, timestamp, key: base64(key), value: base64(value) };
    this.#table.put(number, Buffer.from(JSON.stringify(written)));
    this.#store.setMeta(NEXT, String(number + 1));
  }

  /** Forgets those with this key. */
  forget(key: string): void {
    this.judgeAnew(({ record }) => record.key !== null && Buffer.from(record.key).toString() === key);
  }

  /** Hands out each record, its value as STORE_CODEC reads it; what `isOver` says needs no judgement any more is forgotten. */
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
