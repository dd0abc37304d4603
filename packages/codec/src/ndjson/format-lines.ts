/** Lines of NDJSON that are no plain record: withdrawn stays, dead letters, any input record. SEMANTICS 2 and 10. */
import { constants, isUtf8 } from "node:buffer";
import type { InputRecord } from "@stagefold/domain";
import { quoted } from "./json-text.ts";
import {
  formatLeadActivityRecorded,
  formatLeadErased,
  formatLeadStageChanged,
  formatSpendRecorded,
  formatTargetSet,
} from "./records.generated.ts";

/** What a dead letter says. */
export interface DeadLetterLine {
  readonly reason: string;
  readonly detail: string;
  /** null where they cannot be told. */
  readonly topic: string | null;
  readonly key: Uint8Array | string | null;
  /** The original bytes. */
  readonly value: Uint8Array | null;
}

/** A stay that is no longer true, without line end. */
export function formatWithdrawnStay(stayId: string): string {
  return `{"type":"LeadStageStay","stayId":${quoted(stayId)},"withdrawn":true}`;
}

/**
 * A dead letter, without line end. Bytes that are UTF-8 stand as text, others in base64 with
 * `"encoding":"base64"` (`"keyEncoding"` for the key), so that nothing is lost. Text that would be longer
 * than any string once it is escaped (more than 85 MB of control characters) stands in base64 too.
 */
export function formatDeadLetter(letter: DeadLetterLine): string {
  const { reason, detail, topic, key, value } = letter;
  const head = `{"type":"DeadLetter","reason":${quoted(reason)},"detail":${quoted(detail)}`;
  const of = topic === null ? "null" : quoted(topic);
  return `${head},"topic":${of},"key":${bytesText(key, "keyEncoding")},"value":${bytesText(value, "encoding")}}`;
}

/** An input record, without line end. */
export function formatInput(record: InputRecord): string {
  switch (record.type) {
    case "LeadStageChanged":
      return formatLeadStageChanged(record);
    case "LeadActivityRecorded":
      return formatLeadActivityRecorded(record);
    case "LeadErased":
      return formatLeadErased(record);
    case "SpendRecorded":
      return formatSpendRecorded(record);
    case "TargetSet":
      return formatTargetSet(record);
  }
}

function bytesText(bytes: Uint8Array | string | null, encodingField: string): string {
  if (bytes === null) return "null";
  if (typeof bytes === "string") return quoted(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer) && fitsEscaped(buffer)) return quoted(buffer.toString());
  return `"${buffer.toString("base64")}","${encodingField}":"base64"`;
}

/** A control character is six when it is escaped. */
const MOST_ESCAPED = 6;
/** The rest of the line needs room too. */
const MOST_CHARACTERS = constants.MAX_STRING_LENGTH - (16 << 20);

function fitsEscaped(text: Buffer): boolean {
  if (text.length * MOST_ESCAPED <= MOST_CHARACTERS) return true;
  let characters = text.length;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] as number;
    if (byte < 0x20) characters += MOST_ESCAPED - 1;
    else if (byte === 0x22 || byte === 0x5c) characters++;
  }
  return characters <= MOST_CHARACTERS;
}
