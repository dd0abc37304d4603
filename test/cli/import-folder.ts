/** A folder with a configuration that has sources, and files of other systems, for `stagefold import`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS, formatInput } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import { logFileOf } from "@stagefold/service";
import { type Ran, rowsOf, stagefold, temporaryFolder, textRows } from "./executable.ts";

const CONFIG = `tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [INQUIRY, MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED, velocities: ["MQL>SQL"] }
sources:
  leads:
    tenantId: { value: acme }
    tables:
      stages: { New: INQUIRY, Qualified: MQL, Accepted: SQL }
      owners: { Ann Smith: ann }
    events:
      - type: LeadStageChanged
        leadId: Lead ID
        occurredAt: { field: Changed, format: [iso, excel, dd/MM/yyyy HH:mm], timeZone: { field: Zone } }
        stage: { field: Stage, table: stages }
        ownerId: { field: Owner, table: owners, otherwise: keep }
        channel: { field: Channel, lowerCase: true }
  contacts:
    tenantId: { value: acme }
    records: results
    events:
      - type: LeadStageChanged
        forEach: history
        leadId: id
        occurredAt: { field: item.at, format: epoch-ms }
        stage: item.stage
        sequence: { tie: newest-first }
    rules:
      - id: score-100
        when: [{ field: score, atLeast: 100 }]
        leadId: id
        occurredAt: { field: scoredAt, format: epoch-ms }
        from: [none, INQUIRY]
  costs:
    tenantId: { value: acme }
    events:
      - type: SpendRecorded
        firstDay: { field: Day, format: yyyy-MM-dd }
        amountMicros: { field: Cost, decimal: "," }
        currency: { value: EUR }
        campaignId: Campaign
`;

/** A folder with `config.yaml` and these files. */
export function importFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries({ "config.yaml": CONFIG, ...files }))
    writeFileSync(join(cwd, name), content);
  return cwd;
}

export interface Imported extends Ran {
  /** What it printed as JSON; null where it did not. */
  readonly summary: Summary | null;
}

export interface Summary {
  readonly records: number;
  readonly published: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly notDue: readonly { readonly reason: string; readonly count: number }[];
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
  readonly refused: readonly {
    readonly reason: string;
    readonly field: string | null;
    readonly count: number;
    readonly examples: readonly { readonly line: number | null; readonly detail: string }[];
  }[];
  readonly files: readonly { readonly state: string; readonly from: number; readonly next: number }[];
  readonly interrupted: boolean;
}

/** Runs `stagefold import` in `cwd` under its configuration, to its end. */
export async function imports(
  cwd: string,
  args: readonly string[],
  stdin: string | Uint8Array = "",
): Promise<Imported> {
  const ran = await stagefold(["import", ...args, "--config", "config.yaml", "--json"], { cwd, stdin });
  return { ...ran, summary: ran.stdout.startsWith("{") ? (JSON.parse(ran.stdout) as Summary) : null };
}

/** The rows of the file of events that `--out` named. */
export function events(cwd: string, file = "events.ndjson") {
  return rowsOf(cwd, file);
}

/** The events in the log of a data folder, as rows of NDJSON. */
export async function eventsInLog(data: string) {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const log = openEmbeddedLogReader(logFileOf(data));
  const lines: string[] = [];
  try {
    for (const topic of [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS]) {
      const partitions = await log.partitionCount(topic);
      for (let partition = 0; partition < partitions; partition++) {
        const { records } = await log.read(topic, partition, 0, { records: 1e6, bytes: 1e9 });
        for (const { value } of records) {
          const decoded = codec.decode(value ?? Buffer.alloc(0));
          lines.push(decoded.ok ? formatInput(decoded.record as InputRecord) : "{}");
        }
      }
    }
  } finally {
    await log.close();
  }
  return textRows(lines.join("\n"));
}
