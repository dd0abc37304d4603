/** The thread of FileWriter: makes the slots it is handed into lines, writes them in order, and frees them. */
import { closeSync, openSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { slotsOf, type WriterMemory, type WriterMessage } from "./file-writer.ts";
import { framesOf } from "./line-frames.ts";
import { publishedLine } from "./published-line.ts";

const BUFFER_BYTES = 1 << 20;
/** At most so many bytes a UTF-16 unit takes as UTF-8. */
const BYTES_PER_UNIT = 3;
const NEWLINE = 0x0a;

const slots = slotsOf(workerData as WriterMemory);
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const files = new Map<number, { readonly path: string; readonly fd: number }>();
const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
let problem: string | null = null;

parentPort?.on("message", (message: WriterMessage) => {
  if (message.kind === "finish") {
    for (const { fd } of files.values()) closeSync(fd);
    parentPort?.postMessage(problem);
    return;
  }
  try {
    if (message.kind === "open") {
      files.set(message.file, { path: message.path, fd: openSync(message.path, "w") });
    } else if (problem === null) {
      const bytes = slots.bytes(message.slot, message.length);
      if (message.content === "bytes") writeAll(fileOf(message.file), bytes, bytes.length);
      else writeFrames(fileOf(message.file), bytes);
    }
  } catch (error) {
    const path = message.kind === "open" ? message.path : files.get(message.file)?.path;
    problem ??= `${path} cannot be written: ${(error as Error).message}`;
    slots.fail();
  }
  if (message.kind === "write") slots.free(message.slot);
});

function fileOf(file: number): number {
  const fd = files.get(file)?.fd;
  if (fd === undefined) throw new Error("it was not opened");
  return fd;
}

function writeFrames(fd: number, frames: Buffer): void {
  let used = 0;
  for (const { kind, bytes } of framesOf(frames, frames.length)) {
    const line = kind === "record" ? publishedLine(bytes, codec) : null;
    const most = (line === null ? bytes.length : line.length * BYTES_PER_UNIT) + 1;
    if (used + most > BUFFER_BYTES) {
      writeAll(fd, buffer, used);
      used = 0;
    }
    if (line === null) used += bytes.copy(buffer, used);
    else if (most <= BUFFER_BYTES) used += buffer.utf8Write(line, used);
    else writeAll(fd, Buffer.from(line), Buffer.byteLength(line));
    buffer[used++] = NEWLINE;
  }
  writeAll(fd, buffer, used);
}

function writeAll(fd: number, bytes: Buffer, length: number): void {
  for (let from = 0; from < length; ) from += writeSync(fd, bytes, from, length - from);
}
