/**
 * The request that sets some settings of a topic and leaves all others (IncrementalAlterConfigs version 0, brokers
 * from 2.3 on). kafkajs has only AlterConfigs, which resets every setting that it does not name.
 */
import { ByteCursor } from "../byte-cursor.ts";
import { type ProtocolRequest, TOPIC_RESOURCE } from "../kafkajs-internals.ts";
import { int32, string } from "../protocol-bytes.ts";

const INCREMENTAL_ALTER_CONFIGS = 44;
const SET = 0;

/** What became of it. */
export interface Altered {
  /** Kafka's error code; 0: all is set. */
  readonly errorCode: number;
  /** What the broker says of the error; may be empty. */
  readonly message: string;
}

/** The request that sets `settings` of `topic`, all or none; any broker takes it. */
export function incrementalAlterConfigsRequest(
  topic: string,
  settings: ReadonlyMap<string, string>,
): ProtocolRequest<Altered> {
  return {
    request: {
      apiKey: INCREMENTAL_ALTER_CONFIGS,
      apiVersion: 0,
      apiName: "IncrementalAlterConfigs",
      async encode() {
        const buffer = encode(topic, settings);
        return { buf: buffer, buffer };
      },
    },
    response: { decode, parse: async (altered) => altered },
  };
}

function encode(topic: string, settings: ReadonlyMap<string, string>): Buffer {
  const parts: Buffer[] = [int32(1), Buffer.of(TOPIC_RESOURCE), string(topic), int32(settings.size)];
  for (const [name, value] of settings) parts.push(string(name), Buffer.of(SET), string(value));
  // Not only to be validated.
  return Buffer.concat([...parts, Buffer.of(0)]);
}

async function decode(payload: Buffer): Promise<Altered> {
  const cursor = new ByteCursor(payload);
  cursor.int32(); // throttle time
  cursor.int32(); // one resource
  return { errorCode: cursor.int16(), message: cursor.string() };
}
