/** A file of lines, written in large steps. It appears under its name when it is whole, and not before. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const BUFFER_BYTES = 1 << 20;
/** At most so many bytes a UTF-16 unit takes as UTF-8. */
const BYTES_PER_UNIT = 3;

export class LineFile {
  readonly #path: string;
  readonly #part: string;
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #used = 0;
  #open = true;

  /** Begins the file; its folder exists. */
  constructor(path: string) {
    this.#path = path;
    this.#part = join(dirname(path), `.${basename(path)}.part`);
    this.#fd = openSync(this.#part, "w");
  }

  /** Adds a line; `line` is without its end. */
  line(line: string): void {
    const most = line.length * BYTES_PER_UNIT + 1;
    if (most > BUFFER_BYTES) {
      this.#flush();
      writeSync(this.#fd, line);
      writeSync(this.#fd, "\n");
      return;
    }
    if (this.#used + most > BUFFER_BYTES) this.#flush();
    this.#used += this.#buffer.utf8Write(line, this.#used);
    this.#buffer[this.#used++] = 0x0a;
  }

  /** Puts the whole file in its place. */
  finish(): void {
    this.#flush();
    this.#close();
    renameSync(this.#part, this.#path);
  }

  /** Takes back what was written; nothing after `finish`. */
  discard(): void {
    if (!this.#open) return;
    this.#close();
    rmSync(this.#part, { force: true });
  }

  #flush(): void {
    for (let from = 0; from < this.#used; ) from += writeSync(this.#fd, this.#buffer, from, this.#used - from);
    this.#used = 0;
  }

  #close(): void {
    this.#open = false;
    closeSync(this.#fd);
  }
}
