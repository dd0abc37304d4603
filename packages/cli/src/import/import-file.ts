/**
 * One file into intake: read, mapped, offered in batches, each with the mark of how far it goes.
 *
 * So a batch is taken with its mark or not at all, and an import that is cut off anywhere goes on where it was.
 */
import type { SourceConfig } from "@stagefold/config";
import { type Intake, IntakeFullError } from "@stagefold/intake";
import { pause } from "@stagefold/service";
import {
  distinctSpend,
  type MappedEvent,
  type Mapper,
  type RecordFormat,
  readRecords,
  SourceColumnsError,
  SourceEncodingError,
  SourceSyntaxError,
} from "@stagefold/sources";
import { inputChunks, type OnBytes } from "../embedded/input-chunks.ts";
import { InputFileError } from "../embedded/input-file-error.ts";
import { markText, type ReadingMark } from "./reading-mark.ts";
import type { RejectsFile } from "./rejects-file.ts";
import { type Counting, type Origin, refusedBecause } from "./tally.ts";

export interface ImportFileOptions {
  readonly file: string;
  /** As it is called in what is said and written of it. */
  readonly shownFile: string;
  readonly format: RecordFormat;
  readonly source: SourceConfig;
  readonly mapper: Mapper;
  readonly intake: Intake;
  /** Under which marks are kept; null: none are. */
  readonly reader: string | null;
  /** Where an earlier import ended: what it had is read and passed over. null: there was none. */
  readonly before: ReadingMark | null;
  readonly counting: Counting;
  readonly rejects: RejectsFile;
  readonly onBytes: OnBytes;
  readonly notice: (sentence: string) => void;
  /** Ends it behind a batch. */
  readonly signal: AbortSignal;
}

/** A batch that is offered at once. */
const BATCH_EVENTS = 2_000;
/** A mark is kept at least this often, also where records give no events. */
const BATCH_RECORDS = 5_000;
/** Intake takes no more at once; a record may give more. */
const MOST_AT_ONCE = 10_000;

interface Waiting {
  readonly event: MappedEvent;
  readonly origin: Origin;
  readonly record: unknown;
}

/**
 * Takes the file in. True: to its end; false: the signal was aborted, and `next` of the mark is where to go on.
 * Throws InputFileError, with the file's name, for what cannot be read; errors of sources and of intake.
 */
export async function importFile(
  options: ImportFileOptions,
): Promise<{ readonly ended: boolean; readonly next: number }> {
  const { shownFile, source, counting, rejects, before, signal } = options;
  const mapper = distinctSpend(options.mapper);
  const from = before?.next ?? 0;
  const refusedBefore = (before?.refused ?? 0) - counting.refused;
  let waiting: Waiting[] = [];
  let records = 0;
  let mark: ReadingMark = before ?? { next: 0, line: null, done: false, refused: 0 };

  const flush = async (done: boolean) => {
    mark = { ...mark, done, refused: refusedBefore + counting.refused };
    await offerAll(waiting, mark, options);
    waiting = [];
    records = 0;
  };

  try {
    const chunks = inputChunks(options.file, options.onBytes);
    for await (const some of readRecords(chunks, { format: options.format, source, notice: options.notice })) {
      for (const record of some) {
        const { index, line } = record;
        if (index < from) continue;
        const origin = { file: shownFile, line, index };
        counting.record();
        if ("unreadable" in record) {
          const refused = { ...origin, reason: "UNREADABLE", field: null, detail: record.unreadable };
          counting.refuse(refused);
          rejects.add(refused, record.text);
        } else {
          const { events, problems, skipped } = mapper.map(record.value);
          if (problems.length > 0) {
            const refused = refusedBecause(problems, origin);
            counting.refuse(refused);
            rejects.add(refused, record.value);
          }
          if (skipped !== null) counting.skip(skipped);
          for (const event of events) waiting.push({ event, origin, record: record.value });
        }
        records++;
        mark = { ...mark, next: index + 1, line };
        if (waiting.length < BATCH_EVENTS && records < BATCH_RECORDS) continue;
        await flush(false);
        if (signal.aborted) return { ended: false, next: mark.next };
      }
    }
    await flush(false);
    // By itself: what intake refused of the last batch is known only now.
    await flush(true);
    return { ended: true, next: mark.next };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { ended: false, next: mark.next };
    throw readable(error, options, mark.line);
  }
}

/** Offers them in order; the mark goes with the last. Waits where the log is slower. */
async function offerAll(waiting: readonly Waiting[], mark: ReadingMark, options: ImportFileOptions): Promise<void> {
  const { intake, reader, counting, rejects, signal } = options;
  for (let from = 0; from === 0 || from < waiting.length; from += MOST_AT_ONCE) {
    const some = waiting.slice(from, from + MOST_AT_ONCE);
    const isLast = from + MOST_AT_ONCE >= waiting.length;
    const kept = reader !== null && isLast ? { mark: { reader, state: markText(mark) } } : {};
    const events = some.map(({ event }) => event);
    const outcomes = await patiently(() => intake.offer(events, kept), signal);
    for (const [at, { event, origin, record }] of some.entries()) {
      const outcome = outcomes[at];
      if (outcome === undefined) throw new RangeError("intake gave fewer outcomes than events");
      const refused = counting.outcome(event, outcome, origin);
      // What is said of a lead that was erased is kept nowhere.
      if (refused !== null && refused.reason !== "LEAD_ERASED") rejects.add(refused, record);
    }
  }
}

async function patiently<T>(offer: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await offer();
    } catch (error) {
      if (!(error instanceof IntakeFullError)) throw error;
      await pause(error.retryAfterMs, signal);
      signal.throwIfAborted();
    }
  }
}

/** The error with the file's name in its sentence. What the file system and zlib throw says nothing to a person. */
function readable(error: unknown, { file, shownFile }: ImportFileOptions, line: number | null): unknown {
  if (
    error instanceof SourceColumnsError ||
    error instanceof SourceEncodingError ||
    error instanceof SourceSyntaxError
  ) {
    error.message = `${shownFile}: ${error.message}`;
    return error;
  }
  const { code } = error as NodeJS.ErrnoException;
  const isOfInput = typeof code === "string" && /^(E[A-Z]+|Z_[A-Z_]+)$/.test(code);
  return isOfInput ? InputFileError.of(file, (line ?? 0) + 1, error as NodeJS.ErrnoException) : error;
}
