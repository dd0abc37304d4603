/** A file of lines. It appears under its name when it is whole, and not before. */
import { renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { type FileWriter, SLOT_BYTES } from "./file-writer.ts";
import { FRAME_HEAD, writeFrameHead } from "./line-frames.ts";
import { publishedLine } from "./published-line.ts";

/** At most so many bytes a UTF-16 unit takes as UTF-8. */
const BYTES_PER_UNIT = 3;
const NOTHING = Buffer.alloc(0);

export class LineFile {
  readonly #path: string;
  readonly #part: string;
  readonly #writer: FileWriter;
  readonly #file: number;
  #slot = -1;
  #buffer: Buffer = NOTHING;
  #used = 0;

  /** Begins the file; its folder exists. */
  constructor(path: string, writer: FileWriter) {
    this.#path = path;
    this.#part = join(dirname(path), `.${basename(path)}.part`);
    this.#writer = writer;
    this.#file = writer.open(this.#part);
  }

  /** Adds a line; `line` is without its end. */
  line(line: string): void {
    const most = FRAME_HEAD + line.length * BYTES_PER_UNIT;
    if (most > SLOT_BYTES) {
      this.#long(Buffer.from(`${line}\n`));
      return;
    }
    if (this.#used + most > this.#buffer.length) this.#next();
    const length = this.#buffer.utf8Write(line, this.#used + FRAME_HEAD);
    writeFrameHead(this.#buffer, this.#used, "text", length);
    this.#used += FRAME_HEAD + length;
  }

  /** Adds the line of a published value. */
  record(value: Uint8Array): void {
    const most = FRAME_HEAD + value.length;
    if (most > SLOT_BYTES) {
      this.line(publishedLine(value, createAvroCodec(EMBEDDED_SCHEMA_IDS)));
      return;
    }
    if (this.#used + most > this.#buffer.length) this.#next();
    writeFrameHead(this.#buffer, this.#used, "record", value.length);
    this.#buffer.set(value, this.#used + FRAME_HEAD);
    this.#used += most;
  }

  /** Hands over what is left. */
  flush(): void {
    if (this.#slot >= 0) this.#writer.write(this.#file, this.#slot, this.#used, "frames");
    this.#slot = -1;
    this.#buffer = NOTHING;
    this.#used = 0;
  }

  /** Puts the file, which the writer has finished, in its place. */
  place(): void {
    renameSync(this.#part, this.#path);
  }

  /** Takes the file back. */
  remove(): void {
    rmSync(this.#part, { force: true });
  }

  #next(): void {
    this.flush();
    const { slot, bytes } = this.#writer.slot();
    this.#slot = slot;
    this.#buffer = bytes;
  }

  /** A line that no frame can hold goes as bare bytes, slot by slot. */
  #long(bytes: Buffer): void {
    this.flush();
    for (let from = 0; from < bytes.length; from += SLOT_BYTES) {
      const { slot, bytes: room } = this.#writer.slot();
      this.#writer.write(this.#file, slot, bytes.copy(room, 0, from, from + SLOT_BYTES), "bytes");
    }
  }
}
