/** The fetch request (version 11, brokers from 2.3 on) for one partition. */
import { ByteCursor } from "./byte-cursor.ts";
import type { ProtocolEncoder, ProtocolRequest } from "./kafkajs-internals.ts";
import { decodeBatches, type RecordBatch } from "./record-batch.ts";

export interface FetchWanted {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
  /** How long the broker may wait for something to send. */
  readonly maxWaitMs: number;
  /** Records of open and of aborted transactions as well. */
  readonly uncommitted: boolean;
}

export interface Fetched {
  /** Kafka's error code; 0: none. */
  readonly errorCode: number;
  /** Where the first open transaction begins, or the end: read committed, no record at or after it is given. */
  readonly lastStableOffset: number;
  /** Transactions whose records are among those given and do not count. */
  readonly aborted: readonly { readonly producerId: number; readonly firstOffset: number }[];
  readonly batches: readonly RecordBatch[];
}

const FETCH = 1;
const VERSION = 11;

/** The request for `wanted`, to be sent to the partition's leader. */
export function fetchRequest(wanted: FetchWanted): ProtocolRequest<Fetched> {
  return {
    request: { apiKey: FETCH, apiVersion: VERSION, apiName: "Fetch", encode: async () => encode(wanted) },
    response: { decode, parse: async (fetched) => fetched },
    // Beyond the client's own limit, which counts anyway: a broker that waits must not look like one that hangs.
    requestTimeout: wanted.maxWaitMs + 5_000,
  };
}

function encode({ topic, partition, offset, maxBytes, maxWaitMs, uncommitted }: FetchWanted): ProtocolEncoder {
  const name = Buffer.from(topic);
  const bytes = Buffer.alloc(69 + name.length);
  let at = 0;
  const int8 = (value: number) => (at = bytes.writeInt8(value, at));
  const int16 = (value: number) => (at = bytes.writeInt16BE(value, at));
  const int32 = (value: number) => (at = bytes.writeInt32BE(value, at));
  const int64 = (value: number) => (at = bytes.writeBigInt64BE(BigInt(value), at));
  int32(-1); // a client, no replica
  int32(maxWaitMs);
  int32(1); // at least one byte
  int32(maxBytes);
  int8(uncommitted ? 0 : 1);
  int32(0); // no session
  int32(-1);
  int32(1); // one topic
  int16(name.length);
  at += name.copy(bytes, at);
  int32(1); // one partition
  int32(partition);
  int32(-1); // any leader epoch
  int64(offset);
  int64(-1); // no log of our own
  int32(maxBytes);
  int32(0); // nothing forgotten
  int16(0); // no rack
  return { buf: bytes, buffer: bytes.subarray(0, at) };
}

async function decode(payload: Buffer): Promise<Fetched> {
  const cursor = new ByteCursor(payload);
  const throttleMs = cursor.int32();
  const errorCode = cursor.int16();
  cursor.int32(); // session
  if (errorCode !== 0 || cursor.int32() < 1) return nothing(errorCode);
  cursor.string();
  cursor.int32(); // one partition
  cursor.int32();
  const partitionError = cursor.int16();
  cursor.int64(); // high watermark
  const lastStableOffset = cursor.int64();
  cursor.int64(); // log start
  const aborted: { producerId: number; firstOffset: number }[] = [];
  for (let left = cursor.int32(); left > 0; left--) {
    aborted.push({ producerId: cursor.int64(), firstOffset: cursor.int64() });
  }
  aborted.sort((a, b) => a.firstOffset - b.firstOffset);
  cursor.int32(); // preferred replica
  const size = cursor.int32();
  const batches = partitionError === 0 && size > 0 ? await decodeBatches(cursor.view(size)) : [];
  // kafkajs holds back the next requests for so long.
  const throttled = { clientSideThrottleTime: throttleMs };
  return { ...throttled, errorCode: partitionError, lastStableOffset, aborted, batches };
}

function nothing(errorCode: number): Fetched {
  return { errorCode, lastStableOffset: 0, aborted: [], batches: [] };
}
