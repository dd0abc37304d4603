/**
 * Recomputes everything that a data folder holds from its log, and compares: SEMANTICS 1 as a check.
 *
 * Both processors read the log again from its beginning into a folder for the time being, which needs as
 * much room as the data folder. The data folder is only read.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StagefoldConfig } from "@stagefold/domain";
import { type EmbeddedLog, type EmbeddedLogReader, openEmbeddedLogReader } from "@stagefold/embedded-log";
import type { CommitMark, Log, TaskId, WallClock } from "@stagefold/processing";
import {
  DEAD_LETTERS,
  FUNNEL_DELTAS,
  FUNNEL_METRICS_GROUP,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_TRACKER,
  SPEND_EVENTS,
} from "@stagefold/processors";
import {
  type DataFolder,
  deadLetters,
  isRefused,
  logFileOf,
  type RefusedRecords,
  refusedRecords,
} from "@stagefold/service";
import { openPipeline, runToEnd } from "./pipeline.ts";
import { type Findings, openFindings } from "./verify-findings.ts";
import { openPopulationBalance } from "./verify-population.ts";
import { verifyStore } from "./verify-stores.ts";
import { compareTopics } from "./verify-topics.ts";

export interface VerifyOptions {
  readonly data: DataFolder;
  readonly config: StagefoldConfig;
  readonly wallClock: WallClock;
  readonly onStep: () => void;
}

const FINISHES = "the next stagefold run, or stagefold dead-letters redrive, finishes it";
const INPUTS: readonly string[] = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS];
const READ_BY: Readonly<Record<string, readonly string[]>> = {
  [LEAD_TRACKER]: [LEAD_EVENTS],
  [FUNNEL_METRICS_GROUP]: [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS],
};

interface Standing {
  readonly task: TaskId;
  readonly mark: CommitMark | null;
}

/** Verifies. Where the log is not computed to its end, that is the difference, and nothing else is compared. */
export async function verify({ data, config, wallClock, onStep }: VerifyOptions): Promise<Findings> {
  const { partitions } = data;
  const findings = openFindings();
  const source = openEmbeddedLogReader(logFileOf(data.folder));
  const folder = mkdtempSync(join(tmpdir(), "stagefold-verify-"));
  try {
    const standing = await standingOf(source, partitions);
    const clock = await commonClock(source, standing, findings);
    if (findings.differenceCount > 0) return findings;
    const refused = await refusedRecords(source, partitions);
    const around = (scratch: Log): Log => readingInputs(source, scratch);
    const recomputed = await openPipeline({ folder, config, partitions, wallClock, clockLimit: clock, around });
    try {
      await runToEnd(recomputed, clock, wallClock, onStep);
      findings.compared("records of the input read again", await inputRecords(source, partitions));
      const balance = openPopulationBalance(config);
      await compareTopics(source, recomputed.kept, partitions, config, findings, balance.take);
      if (clock !== null) balance.check(clock, findings);
      await verifyDeadLetters(source, recomputed.kept, partitions, refused, findings);
    } finally {
      await recomputed.close();
    }
    const folders = { kept: data.folder, recomputed: folder, config };
    for (const { task, mark } of standing) verifyStore(folders, task, mark, findings);
    findings.compared("stores at the log's marks", standing.length);
    return findings;
  } finally {
    await source.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function standingOf(source: EmbeddedLogReader, partitions: number): Promise<readonly Standing[]> {
  const standing: Standing[] = [];
  for (const group of [LEAD_TRACKER, FUNNEL_METRICS_GROUP]) {
    for (let partition = 0; partition < partitions; partition++) {
      const task = { group, partition };
      standing.push({ task, mark: await source.lastMark(task) });
    }
  }
  return standing;
}

/** The clock of all tasks, null: none has one. Reports a task that is not at the end of its input, or has another clock. */
async function commonClock(
  source: EmbeddedLogReader,
  standing: readonly Standing[],
  findings: Findings,
): Promise<number | null> {
  const clock = standing[0]?.mark?.clock ?? null;
  for (const { task, mark } of standing) {
    const name = `task ${task.group}.${task.partition}`;
    for (const topic of READ_BY[task.group] as readonly string[]) {
      const end = await source.endOffset(topic, task.partition);
      const left = end - (mark?.positions[topic] ?? 0);
      if (left !== 0) {
        findings.differs(`${name} has ${left} records of ${topic} before it: its run was interrupted, and ${FINISHES}`);
      }
    }
    if ((mark?.clock ?? null) !== clock) {
      findings.differs(
        `${name} has clock ${mark?.clock}, another has ${clock}: their run was interrupted, and ${FINISHES}`,
      );
    }
  }
  return clock;
}

/** The inputs of `source`, and everything else of `scratch`. */
function readingInputs(source: EmbeddedLogReader, scratch: Log): Log {
  const of = (topic: string): EmbeddedLogReader | Log => (INPUTS.includes(topic) ? source : scratch);
  return {
    partitionCount: (topic) => of(topic).partitionCount(topic),
    firstOffset: (topic, partition) => of(topic).firstOffset(topic, partition),
    endOffset: (topic, partition) => of(topic).endOffset(topic, partition),
    read: (topic, partition, offset, limit) => of(topic).read(topic, partition, offset, limit),
    append: (records) => scratch.append(records),
    openTask: (task) => scratch.openTask(task),
  };
}

async function inputRecords(source: EmbeddedLogReader, partitions: number): Promise<number> {
  let records = 0;
  for (const topic of INPUTS) {
    for (let partition = 0; partition < partitions; partition++) records += await source.endOffset(topic, partition);
  }
  return records;
}

/** Each refused record has one dead letter, and what is refused now was refused then. */
async function verifyDeadLetters(
  source: EmbeddedLogReader,
  recomputed: EmbeddedLog,
  partitions: number,
  refused: RefusedRecords,
  findings: Findings,
): Promise<void> {
  let letters = 0;
  let withOrigin = 0;
  for await (const { origin } of deadLetters(source, partitions)) {
    letters++;
    if (origin !== null) withOrigin++;
  }
  let distinct = 0;
  for (const offsets of refused.values()) distinct += offsets.size;
  if (withOrigin !== distinct) findings.differs(`${DEAD_LETTERS}: ${withOrigin - distinct} records are there twice`);
  for await (const { origin, record } of deadLetters(recomputed, partitions)) {
    if (origin !== null && !isRefused(refused, origin)) {
      const { headers } = record;
      const said = Object.entries(headers ?? {}).map(([name, value]) => `${name} ${Buffer.from(value)}`);
      findings.differs(`${DEAD_LETTERS}: a refused record is not in it: ${said.join(", ")}`);
    }
  }
  findings.compared(`records of ${DEAD_LETTERS}`, letters);
}
