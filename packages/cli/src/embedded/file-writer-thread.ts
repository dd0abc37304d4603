/** The thread of FileWriter: writes the slots it is handed, in order, and frees them. */
import { closeSync, openSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { slotsOf, type WriterMemory, type WriterMessage } from "./file-writer.ts";

const slots = slotsOf(workerData as WriterMemory);
const files = new Map<number, { readonly path: string; readonly fd: number }>();
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
      const fd = files.get(message.file)?.fd;
      if (fd === undefined) throw new Error("it was not opened");
      for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
    }
  } catch (error) {
    const path = message.kind === "open" ? message.path : files.get(message.file)?.path;
    problem ??= `${path} cannot be written: ${(error as Error).message}`;
    slots.fail();
  }
  if (message.kind === "write") slots.free(message.slot);
});
