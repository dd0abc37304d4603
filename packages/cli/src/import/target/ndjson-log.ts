/** A log without a past, whose records go to a file of events, as `stagefold replay` reads them. */
import { type AvroCodec, formatInput } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import type { CommitMark, Log, OutRecord } from "@stagefold/processing";

/** The log: what is committed is given to `write` as lines with their ends, in order. */
export function ndjsonLog(codec: AvroCodec, write: (lines: string) => void): Log {
  let lastMark: CommitMark | null = null;
  const give = (records: Iterable<OutRecord>) => {
    let lines = "";
    for (const { value } of records) lines += `${formatInput(inputOf(codec, value))}\n`;
    write(lines);
  };
  return {
    partitionCount: async () => 1,
    firstOffset: async () => 0,
    endOffset: async () => 0,
    read: async () => ({ records: [], nextOffset: 0 }),
    append: async (records) => give(records),
    openTask: async () => ({
      get lastMark() {
        return lastMark;
      },
      async commit(outputs, mark) {
        give(outputs);
        lastMark = mark;
      },
      close: async () => {},
    }),
  };
}

function inputOf(codec: AvroCodec, value: Uint8Array | null): InputRecord {
  const decoded = value === null ? null : codec.decode(value);
  // Intake has encoded it a moment ago.
  if (decoded === null || !decoded.ok) throw new TypeError("an event of intake cannot be decoded");
  return decoded.record as InputRecord;
}
