/** A file of lines. It appears under its name when it is whole, and not before. */
import { renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type FileWriter, SLOT_BYTES } from "./file-writer.ts";

/** At most so many bytes a UTF-16 unit takes as UTF-8. */
const BYTES_PER_UNIT = 3;
const NEWLINE = 0x0a;

export class LineFile {
  readonly #path: string;
  readonly #part: string;
  readonly #writer: FileWriter;
  readonly #file: number;
  #slot = -1;
  #buffer: Buffer = Buffer.alloc(0);
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
    const most = line.length * BYTES_PER_UNIT + 1;
    if (most > SLOT_BYTES) {
      this.#long(Buffer.from(`${line}\n`));
      return;
    }
    if (this.#used + most > this.#buffer.length) this.#next();
    this.#used += this.#buffer.utf8Write(line, this.#used);
    this.#buffer[this.#used++] = NEWLINE;
  }

  /** Hands over what is left. */
  flush(): void {
    if (this.#slot >= 0) this.#writer.write(this.#file, this.#slot, this.#used);
    this.#slot = -1;
    this.#buffer = Buffer.alloc(0);
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

  #long(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; from += SLOT_BYTES) {
      this.#next();
      this.#used = bytes.copy(this.#buffer, 0, from, from + SLOT_BYTES);
    }
  }
}
