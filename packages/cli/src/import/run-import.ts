/** An import: files of one source, one after the other, to where their events belong. */
import type { SourceConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { createMapper, type RecordFormat } from "@stagefold/sources";
import type { Progress } from "../terminal/progress.ts";
import { importFile } from "./import-file.ts";
import { readerName, readingKey } from "./reader-name.ts";
import { markOf, type ReadingMark } from "./reading-mark.ts";
import { openRejects } from "./rejects-file.ts";
import { Counting, type Tally } from "./tally.ts";
import type { ImportTarget } from "./target/import-target.ts";

export interface ImportInput {
  /** `-`: standard input. */
  readonly file: string;
  readonly format: RecordFormat;
}

export interface ImportOptions {
  readonly inputs: readonly ImportInput[];
  /** Of all files together; null where it cannot be told. */
  readonly bytes: number | null;
  readonly source: SourceConfig;
  readonly config: StagefoldConfig;
  readonly target: ImportTarget;
  /** Whether files are read from their beginning, whatever was read of them before. */
  readonly again: boolean;
  /** Where what is refused is written; null: nowhere. */
  readonly rejects: string | null;
  readonly progress: Progress;
  readonly notice: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/** What became of a file. */
export interface ImportedFile {
  readonly file: string;
  /** `done before`: nothing was read of it. `not begun`, `interrupted`: the import was stopped. */
  readonly state: "read" | "done before" | "interrupted" | "not begun";
  /** The record that it began with, from 0; more than 0: an earlier import had read those before. */
  readonly from: number;
  /** The record to go on with. */
  readonly next: number;
}

export interface ImportResult {
  readonly files: readonly ImportedFile[];
  readonly tally: Tally;
  /** Whether anything was refused, of files done before too. */
  readonly hasRefused: boolean;
  readonly interrupted: boolean;
  /** Events that are accepted and safe, and not yet in the log: the next import brings them there. */
  readonly pendingEvents: number;
}

interface Planned extends ImportInput {
  readonly shownFile: string;
  readonly reader: string | null;
  readonly mark: ReadingMark | null;
}

/** Imports. Throws InputFileError, errors of sources and intake, RejectsFileError. */
export async function runImport(options: ImportOptions): Promise<ImportResult> {
  const { bytes, target, progress, signal, notice } = options;
  const counting = new Counting();
  const files: ImportedFile[] = [];
  let hasRefused = false;
  let isComplete = false;
  try {
    const planned = await plan(options);
    await target.intake.ready(signal);
    const rejects = openRejects(
      options.rejects,
      planned.some(({ mark }) => mark !== null),
    );
    try {
      const mapper = createMapper(options.source, options.config);
      progress.stage("importing", bytes);
      let done = 0;
      const onBytes = (count: number) => {
        done += count;
        progress.at(done, counting.events);
      };
      for (const { file, shownFile, format, reader, mark } of planned) {
        const from = mark?.next ?? 0;
        if (mark !== null && mark.refused > 0) hasRefused = true;
        if (mark?.done === true) {
          files.push({ file: shownFile, state: "done before", from, next: from });
          continue;
        }
        if (signal.aborted) {
          files.push({ file: shownFile, state: "not begun", from, next: from });
          continue;
        }
        const { source } = options;
        const of = { file, shownFile, format, source, mapper, intake: target.intake, reader, before: mark };
        const saidOf = (sentence: string) => notice(`${shownFile}: ${sentence}`);
        const { ended, next } = await importFile({ ...of, counting, rejects, onBytes, notice: saidOf, signal });
        files.push({ file: shownFile, state: ended ? "read" : "interrupted", from, next });
      }
    } finally {
      rejects.close();
    }
    if (!signal.aborted) {
      await finished(target, signal);
      isComplete = true;
    }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  } finally {
    progress.end();
  }
  return {
    files,
    tally: counting.tally(),
    hasRefused: hasRefused || counting.refused > 0,
    interrupted: !isComplete,
    pendingEvents: target.intake.state.pendingEvents,
  };
}

/** What of each file was read before. */
async function plan(options: ImportOptions): Promise<readonly Planned[]> {
  const { inputs, bytes, source, config, target, again, progress } = options;
  if (target.keepsMarks) progress.stage("checking", bytes);
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    progress.at(done, 0);
  };
  const planned: Planned[] = [];
  for (const { file, format } of inputs) {
    const shownFile = file === "-" ? "standard input" : file;
    // What comes through a pipe has no content before it is read.
    const isKept = target.keepsMarks && file !== "-";
    const reader = isKept ? await readerName(file, readingKey(source, config, format), onBytes) : null;
    const state = reader === null || again ? null : target.intake.mark(reader);
    planned.push({ file, format, shownFile, reader, mark: state === null ? null : markOf(state) });
  }
  return planned;
}

async function finished(target: ImportTarget, signal: AbortSignal): Promise<void> {
  // A log that refuses for good says so here.
  await Promise.race([target.finish(signal), target.intake.failed]);
}
