/** For tests of mappings: a source as a user writes it, and what comes of its records. */
import { type ConfigFile, parseConfigFile } from "@stagefold/config";
import type { InputRecord } from "@stagefold/domain";
import type { Mapped, Mapper } from "../mapped.ts";
import { createMapper } from "./create-mapper.ts";

const TENANTS = `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    exchangeRates: { USD: 0.92 }
    funnel:
      stages: [INQUIRY, MQL, SQL, CUSTOMER, REJECTED]
      qualified: MQL
      accepted: SQL
      rejected: REJECTED
  sampa:
    timeZone: America/Sao_Paulo
    currency: BRL
    funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL }
`;

/** A configuration with the source `crm`, whose body is `yaml`; of tenant acme where it names none. */
export function configWith(yaml: string): ConfigFile {
  const body = /^tenantId:/m.test(yaml) ? yaml : `tenantId: { value: acme }\n${yaml}`;
  return parseConfigFile(`${TENANTS}\nsources:\n  crm:\n${body.replace(/^/gm, "    ")}`, "c.yaml");
}

/** The mapper of the source `crm`. */
export function mapperOf(yaml: string): Mapper {
  const { config, sources } = configWith(yaml);
  const source = sources.get("crm");
  if (source === undefined) throw new Error("the source crm is missing");
  return createMapper(source, config);
}

/** A mapper of stage changes from `lead`, `at` and `stage`, with fields replaced or added. */
export function stageMapper(fields: Readonly<Record<string, string>> = {}, more = ""): Mapper {
  const all = { leadId: "lead", occurredAt: "at", stage: "stage", ...fields };
  const lines = Object.entries(all).map(([name, value]) => `    ${name}: ${value}`);
  return mapperOf(`events:\n  - type: LeadStageChanged\n${lines.join("\n")}\n${more}`);
}

/** The only record of what was mapped. */
export function onlyRecord(mapped: Mapped): InputRecord {
  const [event, ...others] = mapped.events;
  if (event === undefined || others.length > 0) throw new Error(`expected one event: ${JSON.stringify(mapped)}`);
  return event.record;
}

/** The sentences by which a record was refused. */
export function refusals({ problems }: Mapped): readonly string[] {
  return problems.map(({ detail }) => detail);
}
