/** A record to be published, encoded once, when its bytes are asked for. */
import type { AvroCodec, AvroRecord } from "@stagefold/codec";
import type { Headers, OutRecord } from "@stagefold/processing";

export class Publication implements OutRecord {
  readonly topic: string;
  readonly partition: number;
  readonly keyText: string;
  /** null: a tombstone. */
  readonly message: AvroRecord | null;
  readonly headers: Headers | null = null;
  readonly #codec: AvroCodec;
  #value: Uint8Array | null = null;

  constructor(topic: string, partition: number, keyText: string, message: AvroRecord | null, codec: AvroCodec) {
    this.topic = topic;
    this.partition = partition;
    this.keyText = keyText;
    this.message = message;
    this.#codec = codec;
  }

  get key(): Uint8Array {
    return Buffer.from(this.keyText);
  }

  get value(): Uint8Array | null {
    if (this.#value === null && this.message !== null) this.#value = this.#codec.encode(this.message);
    return this.#value;
  }
}
