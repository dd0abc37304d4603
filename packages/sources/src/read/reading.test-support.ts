/** For tests of the readers: sources, files and what is read of them. */
import type { EventConfig, FieldPath, SourceConfig, ValueConfig } from "@stagefold/config";
import type { SourceRecord, UnreadableRecord } from "../mapped.ts";
import { type RecordFormat, readRecords } from "./read-records.ts";

/** A path of names and dots. */
export function path(text: string): FieldPath {
  return { text, of: "record", steps: text.split(".") };
}

/** A value taken from the first of these columns that is filled. */
export function column(...names: readonly string[]): ValueConfig {
  return {
    kind: "field",
    paths: names.map(path),
    table: null,
    tableName: null,
    otherwise: { kind: "refuse" },
    whenEmpty: null,
    lowerCase: false,
    formats: null,
    timeZone: null,
    unit: "units",
    decimal: ".",
    as: null,
  };
}

/** A source that makes a stage change of `lead`, `stage` and `at`, with an `owner` where there is one. */
export function leadSource(change: Partial<SourceConfig> = {}): SourceConfig {
  const event: EventConfig = {
    type: "LeadStageChanged",
    forEach: null,
    when: [],
    fields: new Map([
      ["leadId", column("lead")],
      ["stage", column("stage")],
      ["occurredAt", column("at")],
      ["ownerId", column("owner")],
    ]),
    attributes: new Map(),
  };
  return {
    name: "leads",
    tenantId: { kind: "constant", value: "acme" },
    timeZone: null,
    csv: { delimiter: null, encoding: null, columns: null },
    records: null,
    unwrap: [],
    events: [event],
    rules: [],
    signature: null,
    topic: null,
    tests: [],
    ...change,
  };
}

export interface Read {
  readonly records: readonly (SourceRecord | UnreadableRecord)[];
  readonly notices: readonly string[];
}

/** All that is read of `file`, which comes in chunks of `cut` bytes. */
export async function readAll(
  file: string | Uint8Array,
  format: RecordFormat,
  { source = leadSource(), cut = 7 }: { readonly source?: SourceConfig; readonly cut?: number } = {},
): Promise<Read> {
  const bytes = Buffer.from(file as Uint8Array);
  const notices: string[] = [];
  const records: (SourceRecord | UnreadableRecord)[] = [];
  async function* chunks() {
    for (let from = 0; from < bytes.length; from += cut) yield Uint8Array.from(bytes.subarray(from, from + cut));
  }
  const notice = (sentence: string) => notices.push(sentence);
  for await (const some of readRecords(chunks(), { format, source, notice })) records.push(...some);
  return { records, notices };
}

/** The values of `records`; of what cannot be read, the line and why. */
export function values(records: Read["records"]): readonly unknown[] {
  return records.map((record) =>
    "value" in record ? plain(record.value) : `line ${record.line}: ${record.unreadable}`,
  );
}

function plain(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : value;
}
