/** The dead letters of a folder's log for a person, or as lines for a program. */
import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { DEAD_LETTERS, HEADER } from "@stagefold/processors";
import { type DeadLetter, deadLetters, FolderRefusedError, logFileOf } from "@stagefold/service";
import { deadLetterLine } from "./published-line.ts";

export interface ListDeadLettersOptions {
  readonly folder: string;
  /** Only those of this reason; null: all. */
  readonly reason: string | null;
  readonly json: boolean;
  readonly write: (text: string) => Promise<void>;
}

const VALUE_CHARACTERS = 200;

/** Lists those that were not brought back. Throws FolderRefusedError where there is no log, and what opening one throws. */
export async function listDeadLetters({ folder, reason, json, write }: ListDeadLettersOptions): Promise<void> {
  if (!existsSync(logFileOf(folder))) throw new FolderRefusedError(folder, "there is no log in it");
  const log = openEmbeddedLogReader(logFileOf(folder));
  try {
    let listed = 0;
    let redriven = 0;
    for await (const letter of deadLetters(log, await log.partitionCount(DEAD_LETTERS))) {
      if (reason !== null && letter.reason !== reason) continue;
      if (letter.isRedriven) redriven++;
      else {
        listed++;
        await write(json ? `${deadLetterLine(letter.record)}\n` : entryText(letter));
      }
    }
    if (json) return;
    const others = redriven > 0 ? `; ${redriven} more brought back` : "";
    await write(`${listed} ${listed === 1 ? "dead letter" : "dead letters"}${others}\n`);
  } finally {
    await log.close();
  }
}

/** A dead letter in a few lines, with a blank one behind. Pure. */
function entryText({ reason, detail, origin, record }: DeadLetter): string {
  const lines = [`${reason}: ${detail}`];
  if (origin !== null) {
    const key = record.key === null ? "null" : textOf(record.key);
    lines.push(`  at ${origin.topic}[${origin.partition}] offset ${origin.offset}, key ${key}`);
  }
  const value = record.headers?.[HEADER.line] ?? record.value;
  if (value !== null) lines.push(`  ${textOf(value)}`);
  return `${lines.join("\n")}\n\n`;
}

/** As text where it is text, else base64; the beginning of what is long. Nothing in it moves the cursor. */
function textOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4 * VALUE_CHARACTERS));
  const isText = bytes.byteLength <= head.length ? isUtf8(head) : !head.includes(0);
  const text = isText ? head.toString().replace(/\p{Cc}/gu, " ") : `base64 ${head.toString("base64")}`;
  const isWhole = bytes.byteLength === head.length && text.length <= VALUE_CHARACTERS;
  return isWhole ? text : `${text.slice(0, VALUE_CHARACTERS)}... (${bytes.byteLength} bytes)`;
}
