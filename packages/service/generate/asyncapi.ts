/**
 * docs/asyncapi.yaml: the public topics as an AsyncAPI 3 document, for people and tools that have none of our code.
 *
 * Payloads are the schemas as they stand in schemas/, settings are those that `stagefold topics apply` makes topics with,
 * examples are those of the pages in docs/topics. Servers, and how to log in there, are the user's.
 */
import type { RecordSchema, WantedTopic } from "@stagefold/kafka";
import { DEAD_LETTERS } from "@stagefold/processors";
import { stringify } from "yaml";
import { deadLetterMessages } from "./dead-letter-message.ts";
import { KAFKA_BINDING, type Messages, type Part } from "./document-part.ts";
import { decodedExample, examplesOf } from "./page-examples.ts";
import { PUBLIC_TOPICS, type PublicTopic } from "./public-topics.ts";

export interface AsyncApiSources {
  /** Of Stagefold. */
  readonly version: string;
  /** All topics, also those that are not public. */
  readonly topics: readonly WantedTopic[];
  /** All records, also those that are not public. */
  readonly schemas: readonly RecordSchema[];
  /** The text of a page in docs/topics. Throws where it is not there. */
  readonly page: (file: string) => string;
}

const HEADER = "# Generated from schemas/, the topics' settings and docs/topics. Do not edit: run pnpm generate.\n";
const AVRO = "application/vnd.apache.avro";
/** As docs/kafka.md makes them. */
const PARTITIONS = 12;
/** The binding knows a few settings by name, and this is none of them. */
const TIMESTAMPS = "message.timestamp.type";

const DESCRIPTION = `Stagefold reads the events of a sales funnel from three topics and publishes what follows from them to four.

Values are Avro in Confluent's wire format: one byte 0, four bytes of schema id, then the body. Subjects follow
TopicRecordNameStrategy, and their compatibility is FULL_TRANSITIVE. What is published is written in transactions: read
with isolation.level=read_committed.

All topics have the same number of partitions, chosen when they are made; ${PARTITIONS} is an example. Partitions are
chosen by the murmur2 hash of Kafka's Java client.

Examples show values as a client has them that has decoded them: instants in milliseconds, dates in days, both since
1970-01-01.
`;

/** Optional, on what Stagefold reads and on what it writes. */
const TRACE_HEADERS: Readonly<Record<PublicTopic["action"], Part>> = {
  receive: traceHeaders(
    "The producer's trace (W3C Trace Context). Traces go on with it. Kept on a dead letter, and named in the log's line about it.",
  ),
  send: traceHeaders("The trace of the commit that published it (W3C Trace Context), where traces are recorded."),
};

function traceHeaders(description: string): Part {
  return { type: "object", properties: { traceparent: { type: "string", description } } };
}

/** The page of docs/topics about a record, such as LeadStageStay: lead-stage-stay.md. Pure. */
function pageOf(record: string): string {
  return `${record.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;
}

/** The document. Throws where a public topic or record lacks its settings, its page or an example. */
export function asyncApi(sources: AsyncApiSources): string {
  const byTopic = new Map(PUBLIC_TOPICS.map((topic) => [topic, messagesOf(topic, sources)] as const));
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: "Stagefold",
      version: sources.version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: AVRO,
    channels: Object.fromEntries(
      [...byTopic].map(([topic, messages]) => [topic.name, channelOf(topic, messages, sources)]),
    ),
    operations: Object.fromEntries(PUBLIC_TOPICS.map((topic) => [`${topic.action}-${topic.name}`, operationOf(topic)])),
    components: { messages: Object.assign({}, ...byTopic.values()) as Messages },
  };
  return HEADER + stringify(document, { lineWidth: 0, blockQuote: "literal", aliasDuplicateObjects: false });
}

function channelOf(topic: PublicTopic, messages: Messages, { topics }: AsyncApiSources): Part {
  const wanted = topics.find(({ name }) => name === topic.name);
  if (wanted === undefined) throw new Error(`no settings are wanted of ${topic.name}`);
  const settings = new Map(wanted.settings.map(({ name, value }) => [name, value]));
  const timestamps = settings.get(TIMESTAMPS);
  return {
    address: topic.name,
    title: topic.title,
    description: topic.description,
    messages: Object.fromEntries(
      Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: PARTITIONS,
        topicConfiguration: Object.fromEntries(
          [...settings]
            .filter(([name]) => name !== TIMESTAMPS)
            .map(([name, value]) => [name, name === "cleanup.policy" ? [value] : Number(value)]),
        ),
        bindingVersion: KAFKA_BINDING,
      },
    },
    "x-partitioned-by": topic.partitionedBy,
    ...(timestamps === undefined ? {} : { "x-message-timestamp-type": timestamps }),
  };
}

function operationOf(topic: PublicTopic): Part {
  return {
    action: topic.action,
    channel: { $ref: `#/channels/${topic.name}` },
    summary: topic.action === "receive" ? `Stagefold reads ${topic.name}.` : `Stagefold publishes to ${topic.name}.`,
  };
}

function messagesOf(topic: PublicTopic, sources: AsyncApiSources): Messages {
  if (topic.name === DEAD_LETTERS) return deadLetterMessages(keyOf(topic), sources.page("dead-letter.md"));
  const schemas = sources.schemas.filter((schema) => schema.topic === topic.name);
  const messages = schemas.map((schema) => [schema.record, recordMessage(topic, schema, sources)] as const);
  const withdrawn = topic.tombstone === null ? [] : schemas.map((schema) => tombstoneOf(topic, schema));
  return Object.fromEntries([...messages, ...withdrawn]);
}

function recordMessage(topic: PublicTopic, { record, schema }: RecordSchema, { page }: AsyncApiSources): Part {
  const examples = examplesOf(page(pageOf(record)));
  if (examples.length === 0) throw new Error(`docs/topics/${pageOf(record)} has no example of ${record}`);
  const { doc } = JSON.parse(schema) as { readonly doc?: string };
  return {
    name: record,
    title: record,
    ...(doc === undefined ? {} : { description: doc }),
    contentType: AVRO,
    headers: TRACE_HEADERS[topic.action],
    payload: { schemaFormat: `${AVRO};version=1.9.0`, schema: JSON.parse(schema) as Part },
    bindings: {
      kafka: {
        key: keyOf(topic),
        schemaIdLocation: "payload",
        schemaIdPayloadEncoding: "confluent",
        schemaLookupStrategy: "TopicRecordNameStrategy",
        bindingVersion: KAFKA_BINDING,
      },
    },
    examples: examples.map((example, n) => ({ name: `${record}${n + 1}`, payload: decodedExample(example, schema) })),
  };
}

function tombstoneOf(topic: PublicTopic, { record }: RecordSchema): readonly [string, Part] {
  const name = `${record}Withdrawn`;
  const payload = { type: "null" };
  return [
    name,
    {
      name,
      title: `${record}, withdrawn`,
      description: topic.tombstone,
      payload,
      bindings: { kafka: { key: keyOf(topic), bindingVersion: KAFKA_BINDING } },
    },
  ];
}

function keyOf(topic: PublicTopic): Part {
  return { type: "string", description: topic.key };
}
