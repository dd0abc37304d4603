/** docs/asyncapi.yaml is an AsyncAPI document by its own tools, and its examples are values of its schemas. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AvroSchemaParser } from "@asyncapi/avro-schema-parser";
import { type AsyncAPIDocumentInterface, type Diagnostic, Parser } from "@asyncapi/parser";
import { RECORD_SCHEMAS, wantedTopics } from "@stagefold/service";
import avsc from "avsc";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";

const text = readFileSync(join(ROOT, "docs/asyncapi.yaml"), "utf8");
const parser = new Parser({ schemaParsers: [AvroSchemaParser()] });
/** Errors are 0, and what the parser would only recommend is more. */
const WARNING = 1;
const internal = ({ name }: { readonly name: string }): boolean => name.startsWith("stagefold-internal-");

/** What the parser finds wrong: errors and warnings. */
function faults(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics
    .filter(({ severity }) => severity <= WARNING)
    .map(({ code, message, path }) => `${code}: ${message} (${path.join(".")})`);
}

let document: AsyncAPIDocumentInterface;
beforeAll(async () => {
  const parsed = await parser.parse(text);
  expect(faults(parsed.diagnostics)).toEqual([]);
  document = parsed.document as AsyncAPIDocumentInterface;
});

test("it has every public topic, with the settings that it is made with, and no other", () => {
  const settings = wantedTopics()
    .filter((topic) => !internal(topic))
    .map(({ name, settings }) => [name, settings.find((setting) => setting.name === "cleanup.policy")?.value]);
  const channels = document.channels().all();
  const told = channels.map((channel) => {
    const kafka = channel.bindings().get("kafka")?.value<{ readonly topicConfiguration: Record<string, unknown> }>();
    return [channel.address(), String(kafka?.topicConfiguration["cleanup.policy"])];
  });
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(settings));
});

test("a program that reads it knows what to send and what to receive", () => {
  const by = (operations: readonly { id(): string | undefined }[]) => operations.map((one) => one.id()).sort();
  expect(by(document.operations().filterByReceive())).toEqual([
    "receive-funnel-targets",
    "receive-lead-events",
    "receive-spend-events",
  ]);
  expect(by(document.operations().filterBySend())).toEqual([
    "send-dead-letters",
    "send-funnel-metrics",
    "send-lead-stays",
    "send-sla-breaches",
  ]);
});

describe.each(RECORD_SCHEMAS.filter(({ topic }) => !internal({ name: topic })))(
  "$record",
  ({ record, topic, schema }) => {
    const type = avsc.Type.forSchema(JSON.parse(schema), { wrapUnions: "never" });

    test("is on its topic, with a key", () => {
      const message = document.channels().get(topic)?.messages().get(record);
      expect(message?.bindings().get("kafka")?.value()).toMatchObject({ key: { type: "string" } });
    });

    test("has examples that its schema accepts as they are", () => {
      const examples = document.components().messages().get(record)?.examples().all() ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const payload = example.payload();
        const errors: string[] = [];
        type.isValid(payload, { noUndeclaredFields: true, errorHook: (path) => errors.push(path.join(".")) });
        expect(errors).toEqual([]);
        expect({ ...(type.fromBuffer(type.toBuffer(payload)) as object) }).toEqual(payload);
      }
    });
  },
);

test("what an AsyncAPI tool refuses is a fault", async () => {
  const broken = text.replace("action: receive", "action: read");
  expect(faults((await parser.parse(broken)).diagnostics)).not.toEqual([]);
});
