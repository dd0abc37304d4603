/** An intake of its own, on an embedded log in a folder of its own, into which files are brought as `stagefold import` does. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { parseConfigFile, type SourceConfig } from "@stagefold/config";
import type { InputRecord, StagefoldConfig } from "@stagefold/domain";
import { type EmbeddedLog, openEmbeddedLog } from "@stagefold/embedded-log";
import { type Intake, openIntake } from "@stagefold/intake";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import { createMapper, type MappedEvent, readRecords } from "@stagefold/sources";
import { CONFIG_YAML } from "./documented-config.ts";

/** After all that happens in the fixtures. */
const NOW = Date.UTC(2026, 3, 1);
const CODEC = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const TOPICS = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS];

/** What became of files. */
export interface Imported {
  readonly accepted: number;
  readonly duplicates: number;
  readonly notDue: number;
  /** Why records, or events of them, were refused: `line 3: …` where there are lines. */
  readonly refused: readonly string[];
  /** Records of which no event was to be made. */
  readonly skipped: number;
}

export class OwnIntake implements AsyncDisposable {
  readonly #folder: string;
  readonly #log: EmbeddedLog;
  readonly #intake: Intake;
  readonly #config: StagefoldConfig;
  readonly #sources: ReadonlyMap<string, SourceConfig>;

  /** Opens it with the sources of `yaml`, a `sources:` as in the configuration. Ready when it resolves. */
  static async open(yaml: string): Promise<OwnIntake> {
    const own = new OwnIntake(yaml);
    await own.#intake.ready(new AbortController().signal);
    return own;
  }

  private constructor(yaml: string) {
    const { config, sources } = parseConfigFile(`${CONFIG_YAML}${yaml}`, "stagefold.yaml");
    this.#config = config;
    this.#sources = sources;
    this.#folder = mkdtempSync(join(tmpdir(), "stagefold-fixture-"));
    const topics = TOPICS.map((name) => ({ name, partitions: 1, compacted: false }));
    this.#log = openEmbeddedLog(join(this.#folder, "log"), { topics, wallClock: () => NOW });
    const options = { folder: this.#folder, log: this.#log, codec: CODEC, config, wallClock: () => NOW };
    this.#intake = openIntake({ ...options, capacityBytes: 64 << 20 });
  }

  /** Brings files in, one after the other. Throws what stops a file. */
  async import(sourceName: string, ...files: readonly string[]): Promise<Imported> {
    const source = this.#sources.get(sourceName);
    if (source === undefined) throw new Error(`no source ${sourceName} here`);
    const mapper = createMapper(source, this.#config);
    const refused: string[] = [];
    const counts = { accepted: 0, duplicates: 0, notDue: 0, skipped: 0 };
    for (const file of files) {
      for await (const records of readRecords(createReadStream(file), { format: formatOf(file), source })) {
        const events: MappedEvent[] = [];
        for (const record of records) {
          const place = record.line === null ? "" : `line ${record.line}: `;
          if ("unreadable" in record) {
            refused.push(`${place}${record.unreadable}`);
            continue;
          }
          const mapped = mapper.map(record.value);
          refused.push(...mapped.problems.map(({ detail }) => `${place}${detail}`));
          if (mapped.skipped !== null) counts.skipped++;
          events.push(...mapped.events);
        }
        for (const outcome of await this.#intake.offer(events)) {
          if (outcome.status === "refused") refused.push(`${outcome.reason}: ${outcome.detail}`);
          else if (outcome.status === "not-due") counts.notDue++;
          else if (outcome.status === "accepted") counts.accepted++;
          else counts.duplicates++;
        }
      }
    }
    return { ...counts, refused };
  }

  /** All that is in the log: events of leads, then spend, then targets, each in the order in which it was taken. */
  async events(): Promise<readonly InputRecord[]> {
    await this.#intake.published(new AbortController().signal);
    const found: InputRecord[] = [];
    for (const topic of TOPICS) {
      const end = await this.#log.endOffset(topic, 0);
      for (let at = 0; at < end; ) {
        const { records, nextOffset } = await this.#log.read(topic, 0, at, { records: 1_000, bytes: 1 << 20 });
        for (const { value } of records) {
          const decoded = CODEC.decode(value as Uint8Array);
          if (decoded.ok) found.push(decoded.record as InputRecord);
        }
        at = nextOffset;
      }
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#intake.close(0);
    await this.#log.close();
    rmSync(this.#folder, { recursive: true });
  }
}

function formatOf(file: string): "csv" | "json" | "ndjson" {
  const extension = extname(file);
  return extension === ".json" ? "json" : extension === ".ndjson" ? "ndjson" : "csv";
}
