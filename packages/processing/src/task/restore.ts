/**
 * How a task that takes over comes to stand where its last commit stands: from what its store says, and what
 * the log holds since, under the configurations that it was folded under.
 */
import type { CommitMark, LogRecord } from "../ports/log.ts";
import { type Epoch, epochsOf } from "./configurations.ts";
import type { Processor } from "./processor.ts";
import { READ_LIMIT } from "./read-limit.ts";
import { isPrefix, saveLog, saveMark, storedLog, storedMark } from "./stored-mark.ts";
import type { TaskOptions } from "./task-options.ts";

export interface Restored {
  /** By topic, where to read on. */
  readonly positions: Map<string, number>;
  /** The processor as the last commit's configuration makes it, where that is another than the present one; else null. */
  readonly former: Processor | null;
}

/** Up to where the processor's own output is in its state. */
const RECALLED = "recalled";

/** Brings the store to `mark`. */
export async function restore(options: TaskOptions, mark: CommitMark | null): Promise<Restored> {
  const { store, processor, log, id, logId } = options;
  const epochs = mark === null ? [] : await epochsOf(log, id, mark);
  let saved = storedMark(store.meta);
  const isOfAnother = logId !== undefined && saved !== null && storedLog(store.meta) !== logId;
  if (isOfAnother || !isPrefix(saved, mark)) {
    // A store of another log, or ahead of this one: what it says is not to be trusted.
    store.clear();
    saved = null;
  }
  if (logId !== undefined) saveLog(store, logId);
  const underOf = ({ configuration }: Epoch): Processor =>
    configuration === options.configuration ? processor : options.formerly(configuration);
  const last = epochs.at(-1);
  let under = processor;
  if (mark !== null && last !== undefined) {
    if (saved?.commitNumber === mark.commitNumber) {
      under = underOf(last);
      // The store says all of it: the next rebuilding needs what comes after only.
      const { ownOutput } = processor;
      if (ownOutput !== null) store.setMeta(RECALLED, String(await log.endOffset(ownOutput, id.partition)));
    } else under = await rebuild(options, epochs, underOf, saved, mark);
  }
  // Whatever it read of the store when it was made: the store may say something else now.
  processor.forget();
  const positions = new Map<string, number>();
  // A task without a commit needs all that ever was: a log that has lost its beginning says so at the first read.
  for (const topic of processor.inputs) positions.set(topic, mark?.positions[topic] ?? 0);
  return { positions, former: under === processor ? null : under };
}

/**
 * Folds what lies between the store and the mark with publishing off, under one configuration after the other,
 * then moves the clock to the mark's. By the law of SEMANTICS 1 the state is then what it was at that commit.
 * Gives the processor of the last configuration.
 */
async function rebuild(
  options: TaskOptions,
  epochs: readonly Epoch[],
  underOf: (epoch: Epoch) => Processor,
  saved: CommitMark | null,
  mark: CommitMark,
): Promise<Processor> {
  const { store } = options;
  const rest = epochs.slice(saved === null ? 0 : epochs.findIndex(({ since }) => since === saved.configuredAt));
  // An unfinished rebuild goes on from here; its number is not yet the mark's, so that nobody takes it for done.
  let at = { commitNumber: saved?.commitNumber ?? 0, positions: saved?.positions ?? {}, clock: saved?.clock ?? null };
  const save = (configuredAt: number): void => {
    saveMark(store, { ...at, configuredAt });
    store.commit();
  };
  let under: Processor | null = null;
  for (const [index, epoch] of rest.entries()) {
    const processor = underOf(epoch);
    processor.forget();
    if (under !== null) {
      await reread(
        options,
        processor.reconfigure(under).filter(isInputOf(processor)),
        at.positions,
        at.clock,
        processor,
      );
      drop(processor, at.clock, mark.commitNumber, true);
      store.setMeta(RECALLED, "0");
      save(epoch.since);
    }
    under = processor;
    const next = rest[index + 1];
    const end = next ?? mark;
    for (const topic of processor.inputs) {
      const to = end.positions[topic];
      if (to === undefined) continue;
      for await (const [records, nextOffset] of recordsUpTo(options, topic, at.positions[topic], to)) {
        processor.apply(topic, records, []);
        at = { ...at, positions: { ...at.positions, [topic]: nextOffset } };
        if (processor.pending() < options.commitRecords) continue;
        drop(processor, at.clock, mark.commitNumber, false);
        save(epoch.since);
      }
    }
    drop(processor, end.clock, mark.commitNumber, false, at.clock);
    at = { ...at, clock: end.clock };
    save(epoch.since);
  }
  if (under === null) throw new Error(`commit ${mark.commitNumber} has no configuration`);
  await recall(options, under, mark);
  return under;
}

/** Settles without telling anybody. */
function drop(
  processor: Processor,
  clockNow: number | null,
  commitNumber: number,
  reconfiguring: boolean,
  clockBefore: number | null = clockNow,
): void {
  const settling = { clockBefore, clockNow, commitNumber, live: false, rebuilding: true, reconfiguring, ending: false };
  for (const _ of processor.settle(settling));
}

/** Reads the processor's own output again: what was told on the way there, the sum of the log does not say. */
async function recall(options: TaskOptions, processor: Processor, mark: CommitMark): Promise<void> {
  const { store, log, id, commitRecords } = options;
  const topic = processor.ownOutput;
  if (topic !== null) {
    const end = await log.endOffset(topic, id.partition);
    const from = Number(store.meta(RECALLED) ?? 0);
    for await (const [records] of recordsUpTo(options, topic, from, end)) {
      processor.reread(topic, records);
      if (processor.pending() >= commitRecords) drop(processor, mark.clock, mark.commitNumber, false);
    }
    drop(processor, mark.clock, mark.commitNumber, false);
    store.setMeta(RECALLED, String(end));
  }
  saveMark(store, mark);
  store.commit();
}

/** Reads topics from their beginning for a processor that asked for it: inputs up to `positions`, others to their end. */
export async function reread(
  options: TaskOptions,
  topics: readonly string[],
  positions: Readonly<Record<string, number>>,
  clock: number | null,
  processor: Processor = options.processor,
): Promise<void> {
  for (const topic of topics) {
    const isInput = isInputOf(processor)(topic);
    const end = isInput ? (positions[topic] ?? 0) : await options.log.endOffset(topic, options.id.partition);
    for await (const [records] of recordsUpTo(options, topic, 0, end)) {
      processor.reread(topic, records);
      if (processor.pending() >= options.commitRecords) drop(processor, clock, 0, false);
    }
  }
}

function isInputOf(processor: Processor): (topic: string) => boolean {
  return (topic) => processor.inputs.includes(topic);
}

async function* recordsUpTo(
  { log, id, observer }: TaskOptions,
  topic: string,
  from: number | undefined,
  end: number,
): AsyncGenerator<readonly [readonly LogRecord[], number]> {
  // From nothing, all that ever was is needed: a log that has lost its beginning must say so.
  let offset = from ?? 0;
  while (offset < end) {
    const limit = { records: Math.min(READ_LIMIT.records, end - offset), bytes: READ_LIMIT.bytes };
    const { records, nextOffset } = await log.read(topic, id.partition, offset, limit);
    if (nextOffset === offset)
      throw new Error(`${topic}[${id.partition}] ends at ${offset}, before the commit at ${end}`);
    observer?.read(topic, records, nextOffset);
    const within = records.filter((record) => record.offset < end);
    offset = Math.min(nextOffset, end);
    yield [within, offset];
  }
}
