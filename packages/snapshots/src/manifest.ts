/** What a snapshot says of itself, at its beginning: a header of fixed length, JSON and spaces. */
import type { CommitMark, TaskId } from "@stagefold/processing";
import { z } from "zod";

/** Which state a store holds. */
export interface SnapshotSubject {
  /** What identifies the log: a state is of no use on another. */
  readonly logId: string;
  readonly task: TaskId;
  readonly mark: CommitMark;
}

export interface SnapshotManifest extends SnapshotSubject {
  /** Of the snapshot's form; the only one so far is 1. */
  readonly form: 1;
  /** The store's file before compression. */
  readonly store: { readonly bytes: number; readonly sha256: string };
}

export const HEADER_BYTES = 4_096;
const MAGIC = "stagefold-snapshot ";

const count = z.int().min(0);
const manifestSchema: z.ZodType<SnapshotManifest> = z.strictObject({
  form: z.literal(1),
  logId: z.string(),
  task: z.strictObject({ group: z.string(), partition: count }),
  mark: z.strictObject({
    commitNumber: count,
    positions: z.record(z.string(), count),
    clock: z.int().nullable(),
    configuredAt: count,
  }),
  store: z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** The header's bytes. Throws RangeError where names are so long that it does not fit. */
export function headerOf(manifest: SnapshotManifest): Buffer {
  const text = Buffer.from(`${MAGIC}${JSON.stringify(manifest)}`);
  if (text.length >= HEADER_BYTES) throw new RangeError(`a manifest of ${text.length} bytes`);
  const header = Buffer.alloc(HEADER_BYTES, " ");
  text.copy(header);
  header.write("\n", HEADER_BYTES - 1);
  return header;
}

/** Reads what headerOf wrote; null: it is none of form 1, or damaged. */
export function parseHeader(header: Buffer): SnapshotManifest | null {
  const text = header.toString();
  if (!text.startsWith(MAGIC)) return null;
  try {
    return manifestSchema.parse(JSON.parse(text.slice(MAGIC.length)));
  } catch {
    return null;
  }
}
