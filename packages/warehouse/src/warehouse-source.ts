/** Where an export reads from. */
import type { AvroCodec } from "@stagefold/codec";
import type { Log } from "@stagefold/processing";

/** The reading part of a log is enough. */
export type ExportedLog = Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">;

export type WarehouseSource =
  | {
      readonly kind: "embedded log" | "log on Kafka";
      readonly log: ExportedLog;
      /** Of the values on it. */
      readonly codec: AvroCodec;
    }
  /** What a replay wrote: SEMANTICS 9. */
  | { readonly kind: "folder of a replay"; readonly folder: string };
