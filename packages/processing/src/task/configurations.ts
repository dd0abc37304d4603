/**
 * The configurations that tasks committed under: an internal, compacted topic with a record for each change.
 *
 * A commit's mark names the commit with which its configuration began (`configuredAt`); the record of that
 * commit holds the configuration and where the task stood under the one before. So who has lost the store
 * folds the log again under the configurations it was folded under, each up to where it was left.
 */
import type { CommitMark, Log, OutRecord, TaskId } from "../ports/log.ts";

/** The topic. It has as many partitions as all others; a task's records lie in the task's. */
export const CONFIGURATIONS = "stagefold-internal-configurations";

/** A time of a task under one configuration. */
export interface Epoch {
  /** The number of the first commit under it. */
  readonly since: number;
  /** The configuration in canonical form. */
  readonly configuration: string;
  /** Where the task stood under the configuration before. */
  readonly positions: Readonly<Record<string, number>>;
  readonly clock: number | null;
}

/** The record that says that an epoch begins; goes with its first commit. */
export function epochRecord({ group, partition }: TaskId, epoch: Epoch): OutRecord {
  const key = asciiBytes(`${group}.${partition}.${epoch.since}`);
  return { topic: CONFIGURATIONS, partition, key, value: asciiBytes(JSON.stringify(epoch)), headers: null };
}

/** The epochs of a task up to its newest commit, in order. */
export async function epochsOf(log: Log, { group, partition }: TaskId, mark: CommitMark): Promise<readonly Epoch[]> {
  const epochs: Epoch[] = [];
  const end = await log.endOffset(CONFIGURATIONS, partition);
  for (let offset = await log.firstOffset(CONFIGURATIONS, partition); offset < end; ) {
    const { records, nextOffset } = await log.read(CONFIGURATIONS, partition, offset, { records: 100, bytes: 4 << 20 });
    for (const { key, value } of records) {
      if (key === null || value === null || !textOf(key).startsWith(`${group}.${partition}.`)) continue;
      epochs.push(JSON.parse(textOf(value)) as Epoch);
    }
    offset = nextOffset;
  }
  const known = epochs.filter(({ since }) => since <= mark.configuredAt).sort((a, b) => a.since - b.since);
  if (known.at(-1)?.since === mark.configuredAt) return known;
  throw new Error(`${CONFIGURATIONS}[${partition}] does not hold the configuration of commit ${mark.configuredAt}`);
}

/** Whatever is not ASCII stands escaped, so that a byte is a character. */
function asciiBytes(text: string): Uint8Array {
  const ascii = text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Uint8Array.from(ascii, (character) => character.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
