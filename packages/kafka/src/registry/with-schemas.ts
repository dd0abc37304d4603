import type { Log, LogRecord } from "@stagefold/processing";
import type { RegistryIds } from "./registry-ids.ts";

/**
 * The log, with the schemas of all that is read of `topics` known: a read learns first what it is about to give.
 * Where the registry is away and a number is new, the read throws RegistryUnavailableError, and so holds the task.
 *
 * It looks at the heads alone, and remembers the last number: next to nothing for records of known writers.
 */
export function withSchemas(log: Log, ids: Pick<RegistryIds, "isSettled" | "learn">, topics: ReadonlySet<string>): Log {
  return {
    partitionCount: (topic) => log.partitionCount(topic),
    firstOffset: (topic, partition) => log.firstOffset(topic, partition),
    endOffset: (topic, partition) => log.endOffset(topic, partition),
    append: (records) => log.append(records),
    openTask: (task) => log.openTask(task),
    async read(topic, partition, offset, limit) {
      const result = await log.read(topic, partition, offset, limit);
      if (topics.has(topic)) {
        const open = openIds(result.records, ids);
        if (open.length > 0) await ids.learn(open);
      }
      return result;
    },
  };
}

const HEAD = 5;

/** The numbers in the heads of the values that are not settled, some of them more than once. */
function openIds(records: readonly LogRecord[], ids: Pick<RegistryIds, "isSettled">): number[] {
  const open: number[] = [];
  let last = -1;
  for (const { value } of records) {
    // What is no wire format is refused by who decodes.
    if (value === null || value.length < HEAD || value[0] !== 0) continue;
    const at = (index: number): number => value[index] as number;
    const id = ((at(1) << 24) | (at(2) << 16) | (at(3) << 8) | at(4)) >>> 0;
    if (id === last) continue;
    last = id;
    if (!ids.isSettled(id)) open.push(id);
  }
  return open;
}
