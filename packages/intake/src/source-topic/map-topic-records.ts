/** Records of a source's topic as events, in pieces that intake takes. */
import type { SourceConfig } from "@stagefold/config";
import type { LogRecord } from "@stagefold/processing";
import { type MappedEvent, type Mapper, readRecords } from "@stagefold/sources";

/** A record of the topic of which nothing is published, and why. */
export interface UnmappedRecord {
  readonly offset: number;
  /** The path of the field; null: the record as a whole. */
  readonly field: string | null;
  readonly detail: string;
}

/** What is offered at once. */
export interface TopicPiece {
  readonly events: readonly MappedEvent[];
  /** Of each event, the offset of its record. */
  readonly offsets: readonly number[];
  readonly unmapped: readonly UnmappedRecord[];
  /** Records that say nothing of a lead: deletions, changes of other fields. */
  readonly skipped: number;
  /** Where to read on once it is taken; null: its last record has more events, in the next piece. */
  readonly position: number | null;
}

/** As many as intake takes at once. */
const MOST_EVENTS = 10_000;

/**
 * What the mapping makes of records that were read up to `nextOffset`. A value is a JSON document as in a file of the
 * source; none is a deletion. Never throws for what the records hold.
 */
export async function mapTopicRecords(
  records: readonly LogRecord[],
  nextOffset: number,
  source: SourceConfig,
  mapper: Mapper,
): Promise<readonly TopicPiece[]> {
  const pieces: TopicPiece[] = [];
  let open = emptyPiece();
  for (const { offset, value } of records) {
    const made = value === null ? NOTHING : await mapValue(value, offset, source, mapper);
    if (open.events.length > 0 && open.events.length + made.events.length > MOST_EVENTS) {
      pieces.push({ ...open, position: offset });
      open = emptyPiece();
    }
    for (const event of made.events) {
      if (open.events.length === MOST_EVENTS) {
        pieces.push({ ...open, position: null });
        open = emptyPiece();
      }
      open.events.push(event);
      open.offsets.push(offset);
    }
    open.unmapped.push(...made.unmapped);
    open.skipped += made.skipped;
  }
  pieces.push({ ...open, position: nextOffset });
  return pieces;
}

interface OpenPiece {
  readonly events: MappedEvent[];
  readonly offsets: number[];
  readonly unmapped: UnmappedRecord[];
  skipped: number;
}

function emptyPiece(): OpenPiece {
  return { events: [], offsets: [], unmapped: [], skipped: 0 };
}

type Made = Pick<OpenPiece, "events" | "unmapped" | "skipped">;

const NOTHING: Made = { events: [], unmapped: [], skipped: 1 };

async function mapValue(value: Uint8Array, offset: number, source: SourceConfig, mapper: Mapper): Promise<Made> {
  const made: Made = { events: [], unmapped: [], skipped: 0 };
  const tell = (field: string | null, detail: string): void => void made.unmapped.push({ offset, field, detail });
  try {
    for await (const some of readRecords(single(value), { format: "json", source })) {
      for (const record of some) {
        if ("unreadable" in record) {
          tell(null, record.unreadable);
          continue;
        }
        const { events, problems } = mapper.map(record.value);
        for (const { field, detail } of problems) tell(field, detail);
        if (events.length === 0 && problems.length === 0) made.skipped++;
        made.events.push(...events);
      }
    }
  } catch (error) {
    tell(null, error instanceof Error ? error.message : String(error));
  }
  return made;
}

async function* single(value: Uint8Array): AsyncGenerator<Uint8Array> {
  yield value;
}
