/** The published topics as NDJSON files, one of each topic's name: SEMANTICS 9. */
import { join } from "node:path";
import { formatWithdrawnStay } from "@stagefold/codec";
import { DEAD_LETTERS, FUNNEL_METRICS, HEADER, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { FileWriter } from "./file-writer.ts";
import { LineFile } from "./line-file.ts";
import { bytesText, deadLetterLine, headerText, type Written } from "./published-line.ts";

/** The topics that are written. */
export const EXPORTED: readonly string[] = [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS, DEAD_LETTERS];

export interface TopicFiles {
  /** Writes the record's line, if its topic is one of EXPORTED. */
  write(topic: string, record: Written): void;
  /** By reason, the dead letters written. */
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Puts all files, whole, in their places. */
  finish(): Promise<void>;
  /** Takes back what is not in its place. */
  discard(): Promise<void>;
}

/** Begins the files in `folder`, which exists. */
export function openTopicFiles(folder: string): TopicFiles {
  const deadLetters: Record<string, number> = {};
  const writer = new FileWriter();
  const files = new Map(EXPORTED.map((topic) => [topic, new LineFile(join(folder, `${topic}.ndjson`), writer)]));
  let finished = false;
  return {
    deadLetters,
    write(topic, record) {
      const file = files.get(topic);
      if (file === undefined) return;
      if (topic === DEAD_LETTERS) {
        const reason = headerText(record, HEADER.reason) ?? "UNKNOWN";
        deadLetters[reason] = (deadLetters[reason] ?? 0) + 1;
        file.line(deadLetterLine(record));
        return;
      }
      const { value } = record;
      if (value === null) file.line(formatWithdrawnStay(bytesText(record.key ?? new Uint8Array())));
      else file.record(value);
    },
    async finish() {
      for (const file of files.values()) file.flush();
      await writer.finish();
      for (const file of files.values()) file.place();
      finished = true;
    },
    async discard() {
      if (finished) return;
      await writer.discard();
      for (const file of files.values()) file.remove();
    },
  };
}
