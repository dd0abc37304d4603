/**
 * The pages of docs/topics: each record has one, what it says of topic, subject and fields is so, and what it shows comes
 * out.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { subjectOf } from "@stagefold/kafka";
import { DEAD_LETTER_REASONS, DEAD_LETTERS, HEADER } from "@stagefold/processors";
import { RECORD_SCHEMAS } from "@stagefold/service";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { rowsOf, stagefold } from "../cli/executable.ts";
import { tableRows } from "./markdown-table.ts";
import { ROOT } from "./replay-example.ts";

const TOPICS = join(ROOT, "docs/topics");
const GOLDEN = join(ROOT, "test/golden");
const PUBLIC = RECORD_SCHEMAS.filter(({ topic }) => !topic.startsWith("stagefold-internal-"));
const page = (name: string): string => readFileSync(join(TOPICS, name), "utf8");
const pageOf = (record: string): string =>
  `${record.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;

/** What a document for programs says of the topics. */
const { channels, components } = parse(readFileSync(join(ROOT, "docs/asyncapi.yaml"), "utf8")) as {
  readonly channels: Readonly<Record<string, { readonly "x-partitioned-by": string }>>;
  readonly components: { readonly messages: Readonly<Record<string, Message>> };
};
interface Message {
  readonly bindings: { readonly kafka: { readonly key: { readonly description: string } } };
}

/** The JSON blocks of a page. */
function shown(name: string): readonly unknown[] {
  return [...page(name).matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, json = ""]) => JSON.parse(json) as unknown);
}

/** What stands in recorded inputs, and what a replay of some of them publishes today. */
const known: unknown[] = [];
beforeAll(async () => {
  for (const example of [
    ...["01-quarter-with-a-lag", "02-sla-in-two-days", "03-business-hours", "07-targets-and-pace"],
    "09-erased-leads",
  ])
    known.push(...rowsOf(GOLDEN, example, "in.ndjson"));
  const published = ["01-quarter-with-a-lag", "02-sla-in-two-days", "08-dead-letters"].map(publishedBy);
  known.push(...(await Promise.all(published)).flat());
});

async function publishedBy(example: string): Promise<readonly unknown[]> {
  const cwd = mkdtempSync(join(tmpdir(), "stagefold-topics-"));
  try {
    const folder = join(GOLDEN, example);
    const until = readFileSync(join(folder, "until"), "utf8").trim();
    const files = ["replay", join(folder, "in.ndjson"), "--config", join(folder, "config.yaml")];
    const ran = await stagefold([...files, "--until", until, "--out", "out"], { cwd });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    return ["lead-stays", "sla-breaches", "funnel-metrics", "dead-letters"].flatMap((topic) =>
      rowsOf(cwd, `out/${topic}.ndjson`),
    );
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

test("there is a page for each record, one for dead letters, and no other", () => {
  const pages = [...PUBLIC.map(({ record }) => pageOf(record)), "dead-letter.md", "README.md"];
  expect(readdirSync(TOPICS).sort()).toEqual(pages.sort());
});

test("README.md has every topic, with its key and what chooses its partition", () => {
  const rows = tableRows(page("README.md"), ["topic", "direction", "key", "partitioned by", "kept", "records"]);
  expect(rows.map(([topic]) => topic)).toEqual(Object.keys(channels));
  for (const [topic = "", direction, key, partitionedBy, , records = ""] of rows) {
    const written = PUBLIC.filter((one) => one.topic === topic);
    expect([...records.matchAll(/\((.*?)\)/g)].map(([, link]) => link)).toEqual(
      topic === DEAD_LETTERS ? ["dead-letter.md"] : written.map(({ record }) => pageOf(record)),
    );
    expect(["in", "out"]).toContain(direction);
    if (topic === DEAD_LETTERS) continue;
    expect(partitionedBy).toBe(channels[topic]?.["x-partitioned-by"]);
    for (const { record } of written) expect(key).toBe(components.messages[record]?.bindings.kafka.key.description);
  }
});

describe.each(PUBLIC)("the page of $record", (schema) => {
  const { record, topic } = schema;
  const name = pageOf(record);

  test("says where it stands, and under which subject", () => {
    expect(tableRows(page(name), ["topic", "key", "partitioned by", "subject"])).toEqual([
      [
        topic,
        components.messages[record]?.bindings.kafka.key.description,
        channels[topic]?.["x-partitioned-by"],
        subjectOf(schema),
      ],
    ]);
  });

  test("has the fields of the schema, in its order, each with its type and a meaning", () => {
    const { fields } = JSON.parse(schema.schema) as { readonly fields: readonly Field[] };
    const rows = tableRows(page(name), ["field", "type", "meaning"]);
    expect(rows.map(([field, type]) => [field, type])).toEqual(fields.map((field) => [field.name, typeText(field)]));
    expect(rows.filter(([, , meaning]) => meaning === "")).toEqual([]);
  });

  test("shows what is in the worked examples, or comes out of them", () => {
    const examples = shown(name);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(known).toContainEqual(example);
  });
});

describe("the page of dead letters", () => {
  test("shows one that comes out of the worked examples", () => {
    const examples = shown("dead-letter.md");
    expect(examples).toHaveLength(1);
    expect(known).toContainEqual(examples[0]);
  });

  test("has every reason, in the order in which they are judged, and every header", () => {
    const reasons = tableRows(page("dead-letter.md"), ["stagefold.reason", "says"]);
    expect(reasons.map(([reason]) => reason)).toEqual([...DEAD_LETTER_REASONS]);
    const headers = tableRows(page("dead-letter.md"), ["header", "meaning"]).map(([header]) => header);
    // A record that came from a file alone has a line, and no topic on Kafka is a file.
    expect(headers).toEqual(Object.values(HEADER).filter((header) => header !== HEADER.line));
  });
});

test("the page of SLA events explains each kind", () => {
  const { fields } = JSON.parse(PUBLIC.find(({ record }) => record === "SlaBreachEvent")?.schema ?? "") as {
    readonly fields: readonly { readonly type: { readonly name?: string; readonly symbols?: readonly string[] } }[];
  };
  const kinds = fields.find(({ type }) => type.name === "SlaEventKind")?.type.symbols ?? [];
  const rows = tableRows(page("sla-breach-event.md"), ["kind", "says", "the clock now"]);
  expect(rows.map(([kind]) => kind).sort()).toEqual(kinds.filter((kind) => kind !== "UNKNOWN").sort());
});

interface Field {
  readonly name: string;
  readonly type: unknown;
  readonly default?: unknown;
}

/** A field's type as the pages word it. */
function typeText({ type, default: otherwise }: Field): string {
  if (Array.isArray(type)) return `${typeName(type[1])} or null`;
  if (typeof otherwise === "number") return `${typeName(type)}, default ${otherwise}`;
  return typeof otherwise === "object" ? `${typeName(type)}, default empty` : typeName(type);
}

function typeName(type: unknown): string {
  if (typeof type === "string") return type;
  const complex = type as {
    readonly type: string;
    readonly logicalType?: string;
    readonly symbols?: readonly string[];
  };
  if (complex.logicalType !== undefined) return complex.logicalType === "date" ? "date" : "instant";
  return complex.type === "enum" ? `enum: ${complex.symbols?.join(", ")}` : `${complex.type} of strings`;
}
