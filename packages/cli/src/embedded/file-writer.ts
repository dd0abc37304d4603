/**
 * Files written by a thread of their own, so that whoever publishes neither makes lines nor waits for the disk.
 *
 * What is to be written goes through slots of shared memory (line-frames.ts): the publisher fills one and hands it
 * over, the thread writes it and frees it. With all slots in use the publisher waits, so memory stays bounded.
 */
import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export const SLOT_BYTES = 512 * 1024;
const SLOTS = 16;
/** Lines live no longer than it takes to copy them: more room for them is only more memory. */
const YOUNG_MB = 8;

/** Of the shared integers: per slot whether it is in use, then how many were ever freed, then whether one failed. */
const FREED = SLOTS;
const FAILED = SLOTS + 1;

/** Frames of line-frames.ts, or bytes as they are. */
export type SlotContent = "frames" | "bytes";

/** What the thread is told. */
export type WriterMessage =
  | { readonly kind: "open"; readonly file: number; readonly path: string }
  | {
      readonly kind: "write";
      readonly file: number;
      readonly slot: number;
      readonly length: number;
      readonly content: SlotContent;
    }
  | { readonly kind: "finish" };

/** What the thread starts with. */
export interface WriterMemory {
  readonly slots: SharedArrayBuffer;
  readonly states: SharedArrayBuffer;
}

/** The thread's side of the slots. */
export function slotsOf({ slots, states }: WriterMemory): {
  bytes(slot: number, length: number): Buffer;
  free(slot: number): void;
  fail(): void;
} {
  const flags = new Int32Array(states);
  return {
    bytes: (slot, length) => Buffer.from(slots, slot * SLOT_BYTES, length),
    free(slot) {
      Atomics.store(flags, slot, 0);
      Atomics.add(flags, FREED, 1);
      Atomics.notify(flags, FREED);
    },
    fail() {
      Atomics.store(flags, FAILED, 1);
    },
  };
}

export class FileWriter {
  readonly #memory: WriterMemory;
  readonly #flags: Int32Array;
  readonly #worker: Worker;
  #files = 0;

  constructor() {
    this.#memory = {
      slots: new SharedArrayBuffer(SLOTS * SLOT_BYTES),
      states: new SharedArrayBuffer(4 * (SLOTS + 2)),
    };
    this.#flags = new Int32Array(this.#memory.states);
    const thread = new URL(`./file-writer-thread${extname(import.meta.filename)}`, import.meta.url);
    this.#worker = new Worker(thread, {
      workerData: this.#memory,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    // Errors come out of `finish`; the process must not end of them on its own.
    this.#worker.on("error", () => Atomics.store(this.#flags, FAILED, 1));
  }

  /** Begins a file; gives its number. */
  open(path: string): number {
    const file = this.#files++;
    this.#tell({ kind: "open", file, path });
    return file;
  }

  /** Room for SLOT_BYTES, to be handed over with `write`. Waits for the disk when all is in use. */
  slot(): { readonly slot: number; readonly bytes: Buffer } {
    for (;;) {
      const freed = Atomics.load(this.#flags, FREED);
      if (Atomics.load(this.#flags, FAILED) !== 0) throw new Error("the output cannot be written");
      for (let slot = 0; slot < SLOTS; slot++) {
        if (Atomics.load(this.#flags, slot) !== 0) continue;
        Atomics.store(this.#flags, slot, 1);
        return { slot, bytes: Buffer.from(this.#memory.slots, slot * SLOT_BYTES, SLOT_BYTES) };
      }
      // A second at most: should the thread have died, FAILED says so.
      Atomics.wait(this.#flags, FREED, freed, 1_000);
    }
  }

  /** Hands the first `length` bytes of a slot over, to be written at the end of the file. */
  write(file: number, slot: number, length: number, content: SlotContent): void {
    this.#tell({ kind: "write", file, slot, length, content });
  }

  /** Waits until all is written, and ends the thread. Throws what went wrong on the way. */
  async finish(): Promise<void> {
    const answer = once(this.#worker, "message") as Promise<[string | null]>;
    this.#tell({ kind: "finish" });
    const [problem] = await answer;
    await this.#worker.terminate();
    if (problem !== null) throw new Error(problem);
  }

  /** Ends the thread at once; what was not written is not. */
  async discard(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(message: WriterMessage): void {
    this.#worker.postMessage(message);
  }
}
