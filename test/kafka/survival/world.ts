/** What the tests of survival share: given some input, when instances come to grief, then it does not show. */
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import { expect, onTestFinished } from "vitest";
import { recordFor } from "../../law/bring.ts";
import { answerOf } from "../../law/published.ts";
import type { FoldedOutputs } from "../../model/fold-outputs.ts";
import { brokers } from "./clean-broker.ts";
import { instanceFolder } from "./instance.ts";
import { commitsIn, liveViolations, published, settled } from "./published-on-kafka.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { undisturbed } from "./undisturbed.ts";
import { until } from "./until.ts";

export interface World {
  readonly log: KafkaLog;
  /** Appends them, in order. */
  send(records: readonly InputRecord[]): Promise<void>;
  /** Sends them part by part, each once a commit has followed the last one; the function it gives sends the rest. */
  feed(records: readonly InputRecord[], partRecords?: number): () => Promise<void>;
  /** How many commits there are by now. */
  commits(): Promise<number>;
  /** Waits until so many more commits have been made. */
  committed(more: number): Promise<void>;
  /** Waits until all that was sent is committed, and the clocks are those of now. */
  settled(): Promise<void>;
  /**
   * Everything published is as one undisturbed run on the embedded log makes it of `input`, and came about as it
   * should; of dead letters there may be `moreLetters` more.
   */
  expectUndisturbed(
    input: readonly InputRecord[],
    expected?: { readonly configYaml?: string; readonly moreLetters?: number },
  ): Promise<void>;
}

const PART_RECORDS = 500;

/** A world of one test, on the shared broker or another: what it opens is closed with the test. */
export function world(partitions: number, codec: AvroCodec, at: readonly string[] = brokers()): World {
  const log = openKafkaLog({ brokers: at, clientId: "test" });
  onTestFinished(() => log.close());
  const commits = (): Promise<number> => commitsIn(log);
  const send = (records: readonly InputRecord[]): Promise<void> =>
    log.append(records.map((record) => recordFor(record, partitions, null, codec)));
  const committed = async (more: number, isOver = (): boolean => false): Promise<void> => {
    const from = await commits();
    await until(async () => isOver() || (await commits()) >= from + more);
  };
  return {
    log,
    send,
    feed(records, partRecords = PART_RECORDS) {
      let sent = 0;
      let isOver = false;
      const feeding = (async () => {
        for (; sent < records.length && !isOver; sent += partRecords) {
          await send(records.slice(sent, sent + partRecords));
          await committed(1, () => isOver);
        }
      })();
      // Heard of when it is awaited.
      feeding.catch(() => {});
      return async () => {
        isOver = true;
        await feeding;
        await send(records.slice(sent));
      };
    },
    commits,
    committed,
    settled: () => settled(log, partitions),
    async expectUndisturbed(input, { configYaml = SURVIVAL_CONFIG_YAML, moreLetters = 0 } = {}) {
      const { folded, flaws } = await published(log, partitions, codec);
      expect(flaws).toEqual([]);
      const expected = await undisturbed({ folder: instanceFolder(), configYaml, partitions, input });
      expect(liveViolations(expected)).toEqual([]);
      expect(folded.deadLetters).toHaveLength(expected.deadLetters.length + moreLetters);
      if (moreLetters === 0) expect(answerOf(folded)).toEqual(answerOf(expected));
      else expect(withoutLetters(folded)).toEqual(withoutLetters(expected));
    },
  };
}

function withoutLetters(folded: FoldedOutputs): readonly string[] {
  return answerOf({ ...folded, deadLetters: [] });
}
