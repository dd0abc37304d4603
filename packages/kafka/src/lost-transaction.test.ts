import { describe, expect, it } from "vitest";
import type { Fetched } from "./fetch-request.ts";
import { settledMark } from "./lost-transaction.ts";
import type { PartitionAccess } from "./partition-access.ts";
import type { RecordBatch } from "./record-batch.ts";
import type { PartitionName, TransactionalWriter } from "./transactional-writer.ts";

const TASK = { group: "g", partition: 0 };
const mark = (commitNumber: number) => ({ commitNumber, positions: {}, clock: null, configuredAt: 1 });
const common = { producerId: 7, isTransactional: true };

function marked(offset: number, commitNumber: number): RecordBatch {
  const value = Buffer.from(JSON.stringify({ version: 1, ...mark(commitNumber) }));
  const record = { offset, timestamp: 0, key: Buffer.from("g.0"), value, headers: null };
  return { ...common, lastOffset: offset, marker: null, records: [record] };
}

function ended(offset: number, marker: "commit" | "abort"): RecordBatch {
  return { ...common, lastOffset: offset, marker, records: [] };
}

/** A topic of marks as brokers hold it, open from `stableEnd` on, and an output of two partitions, of which one may be open. */
function world(batches: RecordBatch[], stableEnd: number, openPartition: number | null = null, writesAnywhere = false) {
  let stable = stableEnd;
  let open = openPartition;
  const aborted: PartitionName[] = [];
  const access: Pick<PartitionAccess, "partitionCount" | "offset" | "fetch"> = {
    partitionCount: async (topic) => (topic === "out" ? 2 : 1),
    async offset(topic, partition, kind) {
      if (kind === "first") return 0;
      if (topic === "out") return kind === "end" || open !== partition ? 10 : 5;
      return kind === "end" ? batches.length : stable;
    },
    async fetch({ offset, uncommitted }): Promise<Fetched> {
      const given = batches.filter(({ lastOffset }) => lastOffset >= offset && (uncommitted || lastOffset < stable));
      return { errorCode: 0, lastStableOffset: stable, aborted: [], batches: given };
    },
  };
  const writer: Pick<TransactionalWriter, "abortLost"> = {
    async abortLost(partitions) {
      aborted.push(...partitions);
      batches.push(ended(batches.length, "abort"));
      open = null;
      stable = 2;
    },
  };
  const settled = () =>
    settledMark(TASK, writer as TransactionalWriter, {
      access: access as PartitionAccess,
      commitsTopic: "commits",
      outputs: ["out"],
      writesAnywhere,
    });
  return { aborted, settled };
}

describe("a task taken over", () => {
  it("stands at its newest committed mark, and ends nothing, where nothing is undecided", async () => {
    const { aborted, settled } = world([marked(0, 4), ended(1, "commit"), marked(2, 5), ended(3, "commit")], 4);

    expect(await settled()).toEqual(mark(5));
    expect(aborted).toEqual([]);
  });

  it("has a commit that brokers lost track of ended as aborted everywhere, and stands at the one before", async () => {
    const { aborted, settled } = world([marked(0, 4), ended(1, "commit"), marked(2, 5)], 2);

    expect(await settled()).toEqual(mark(4));
    expect(aborted).toEqual([
      { topic: "commits", partition: 0 },
      { topic: "out", partition: 0 },
      { topic: "out", partition: 1 },
    ]);
  });

  it("ends what stands undecided in its outputs alone", async () => {
    const { aborted, settled } = world([marked(0, 4), ended(1, "commit")], 2, 0);

    expect(await settled()).toEqual(mark(4));
    expect(aborted).toHaveLength(3);
  });

  it("looks at all partitions of the outputs where it writes to any, and else at its own", async () => {
    const others = world([marked(0, 4), ended(1, "commit")], 2, 1);
    const anywhere = world([marked(0, 4), ended(1, "commit")], 2, 1, true);

    expect(await others.settled()).toEqual(mark(4));
    expect(others.aborted).toEqual([]);
    expect(await anywhere.settled()).toEqual(mark(4));
    expect(anywhere.aborted).toHaveLength(3);
  });
});
