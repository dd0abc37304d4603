import { hash } from "node:crypto";
import { contentOf, type SpendRecorded } from "@stagefold/domain";
import type { Mapped, Mapper } from "../mapped.ts";

/** As many lines of spend as are remembered; an older one is forgotten, so that no file needs unbounded memory. */
const MOST_LINES = 500_000;

/**
 * The mapper for one delivery: a file, or the body of a request. A delivery says what each line of spend is once: two
 * records of it that say different things of one line are two lines that the mapping does not tell apart (a breakdown
 * by device, say), of which the later would replace the earlier. So the later is refused, and says what to do.
 *
 * Not pure: it remembers what it has mapped. It is for one delivery, from its beginning.
 */
export function distinctSpend(mapper: Mapper): Mapper {
  const seen = new Map<string, string>();

  function isOther(record: SpendRecorded): boolean {
    const line = digest(JSON.stringify([record.tenantId, record.spendId]));
    const content = digest(contentOf(record));
    const before = seen.get(line);
    if (before !== undefined) return before !== content;
    for (const oldest of seen.size < MOST_LINES ? [] : seen.keys()) {
      seen.delete(oldest);
      break;
    }
    seen.set(line, content);
    return false;
  }

  return {
    map(record): Mapped {
      const mapped = mapper.map(record);
      const problems = mapped.events.flatMap((event) =>
        event.kind === "spend" && isOther(event.record)
          ? [{ field: null, detail: sentenceOf(event.record.spendId) }]
          : [],
      );
      return problems.length === 0 ? mapped : { events: [], problems, skipped: null };
    },
  };
}

function sentenceOf(spendId: string): string {
  return (
    `an earlier record says something else of the line of spend ${JSON.stringify(spendId)}, expected one record for ` +
    "each; give the mapping a spendId with the column that tells the two apart, or export without that breakdown"
  );
}

function digest(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 22);
}
