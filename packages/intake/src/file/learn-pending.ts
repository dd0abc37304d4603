/** What waits for the log is known, as what the topics hold is: for a file that has to learn all of it again. */

import { judge } from "@stagefold/processors";
import type { Judging } from "../accept/judging.ts";
import type { IntakeFile } from "./intake-file.ts";
import { learn } from "./known-events.ts";

/** In one transaction; `now` is when they would enter the log. Idempotent. */
export function learnPending(file: IntakeFile, { codec, config }: Judging, now: number): void {
  file.transaction(() => {
    for (const { topic, key, value } of file.outbox.all()) {
      const judgement = judge({ offset: 0, timestamp: now, key, value, headers: null }, topic, codec, config);
      if (!("reason" in judgement)) learn(judgement.record, file.known);
    }
  });
}
