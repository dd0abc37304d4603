/** The message on dead-letters: SEMANTICS 10. It has no schema: its value is whatever could not be accepted. */
import { DEAD_LETTER_REASONS, HEADER } from "@stagefold/processors";
import { KAFKA_BINDING, type Messages } from "./document-part.ts";
import { examplesOf } from "./page-examples.ts";

const HEADERS = {
  type: "object",
  description: "Headers of the original record stand beside these.",
  required: [HEADER.reason, HEADER.detail, HEADER.topic, HEADER.partition, HEADER.offset],
  properties: {
    [HEADER.reason]: { type: "string", enum: [...DEAD_LETTER_REASONS], description: "Why, for programs." },
    [HEADER.detail]: { type: "string", description: "Why, as a sentence for the person who repairs it." },
    [HEADER.topic]: { type: "string", description: "The topic that the record was read from." },
    [HEADER.partition]: { type: "string", pattern: "^\\d+$", description: "Its partition there, in decimal digits." },
    [HEADER.offset]: { type: "string", pattern: "^\\d+$", description: "Its offset there, in decimal digits." },
  },
} as const;

/** With `page`'s example, whose position on the topic it does not tell: the first. */
export function deadLetterMessages(key: object, page: string): Messages {
  const examples = examplesOf(page).map((example, n) => ({
    name: `DeadLetter${n + 1}`,
    headers: {
      [HEADER.reason]: example.reason,
      [HEADER.detail]: example.detail,
      [HEADER.topic]: example.topic,
      [HEADER.partition]: "0",
      [HEADER.offset]: "0",
    },
    payload: example.value,
  }));
  if (examples.length === 0) throw new Error("docs/topics/dead-letter.md has no example");
  return {
    DeadLetter: {
      name: "DeadLetter",
      title: "DeadLetter",
      description: "A record that was read and not accepted. The value is the original one, byte for byte.",
      contentType: "application/octet-stream",
      headers: HEADERS,
      payload: { type: "string", format: "binary", description: "The original bytes, of whatever form." },
      bindings: { kafka: { key, bindingVersion: KAFKA_BINDING } },
      examples,
    },
  };
}
