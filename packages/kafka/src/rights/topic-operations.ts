/**
 * The request that says what we may do to topics (Metadata version 8, brokers from 2.3 on). kafkajs has versions up to 6,
 * which say nothing of it.
 */
import { ByteCursor } from "../byte-cursor.ts";
import type { ProtocolRequest } from "../kafkajs-internals.ts";
import { int32, string } from "../protocol-bytes.ts";
import type { RightOperation } from "./right.ts";

const METADATA = 3;
const NO = 0;
const YES = 1;
/** What a broker says that does not tell. */
const NOT_TOLD = -(2 ** 31);
/** Kafka's numbers of operations: the bits of what is permitted. */
const BITS: Readonly<Record<RightOperation, number>> = {
  Read: 3,
  Write: 4,
  Create: 5,
  Describe: 8,
  DescribeConfigs: 10,
  AlterConfigs: 11,
};

/** What a broker says of a topic. */
export interface TopicOperations {
  readonly topic: string;
  /** Kafka's error code; 0: it is there. */
  readonly errorCode: number;
  /** Whether we may do it; null: the broker does not tell. */
  may(operation: RightOperation): boolean | null;
}

/** Asks any broker what we may do to these topics. None is made. */
export function topicOperationsRequest(topics: readonly string[]): ProtocolRequest<readonly TopicOperations[]> {
  return {
    request: {
      apiKey: METADATA,
      apiVersion: 8,
      apiName: "Metadata",
      async encode() {
        // Not to be made; nothing of the cluster; what we may do to the topics.
        const buffer = Buffer.concat([int32(topics.length), ...topics.map(string), Buffer.of(NO, NO, YES)]);
        return { buf: buffer, buffer };
      },
    },
    response: { decode, parse: async (found) => found },
  };
}

async function decode(payload: Buffer): Promise<readonly TopicOperations[]> {
  const cursor = new ByteCursor(payload);
  cursor.int32(); // throttle time
  times(cursor.int32(), () => {
    cursor.int32(); // node
    cursor.string(); // host
    cursor.int32(); // port
    cursor.string(); // rack
  });
  cursor.string(); // cluster
  cursor.int32(); // controller
  return times(cursor.int32(), () => {
    const errorCode = cursor.int16();
    const topic = cursor.string();
    cursor.int8(); // whether it is internal
    times(cursor.int32(), () => {
      cursor.int16();
      for (let field = 0; field < 3; field++) cursor.int32(); // partition, leader, its epoch
      for (let list = 0; list < 3; list++) times(cursor.int32(), () => cursor.int32()); // replicas, in sync, away
    });
    const bits = cursor.int32();
    const may = (operation: RightOperation): boolean | null =>
      bits === NOT_TOLD ? null : (bits & (1 << BITS[operation])) !== 0;
    return { topic, errorCode, may };
  });
}

function times<T>(count: number, work: () => T): T[] {
  return Array.from({ length: Math.max(count, 0) }, work);
}
