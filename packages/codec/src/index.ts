export { type AvroCodec, createAvroCodec, type Decoded } from "./avro/avro-codec.ts";
export { AvroReader } from "./avro/avro-reader.ts";
export { AvroWriter, mapBound } from "./avro/avro-writer.ts";
export { type AvroRecord, type RecordName, SCHEMAS } from "./avro/records.generated.ts";
export { EMBEDDED_SCHEMA_IDS, type SchemaIds } from "./avro/schema-ids.ts";
export { type DeadLetterLine, formatDeadLetter, formatInput, formatWithdrawnStay } from "./ndjson/format-lines.ts";
export { parseInputLine } from "./ndjson/parse-input-line.ts";
export {
  formatFunnelMetric as formatMetric,
  formatLeadStageStay as formatStay,
  formatSlaBreachEvent as formatSlaBreach,
} from "./ndjson/records.generated.ts";
export { checkFullTransitive } from "./schema/check-full-transitive.ts";
