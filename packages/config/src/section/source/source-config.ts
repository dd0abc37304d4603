/**
 * A source: where records come from that are not ours yet, and how each becomes events. As compiled from the `sources`
 * of the configuration, or from a file of its own; packages/sources does what it says. docs/sources.md describes it.
 */
import type { InputRecord } from "@stagefold/domain";

/** A path into a record: the name of a column as it stands, or names and indices into nested values. */
export interface FieldPath {
  /** As written, for errors, and for a column of exactly that name. */
  readonly text: string;
  /** `item`: of the element that `forEach` goes through, else of the record. */
  readonly of: "record" | "item";
  readonly steps: readonly (string | number)[];
}

/** Where the list stands that `forEach` goes through. */
export interface ListPath extends FieldPath {
  /** Where the list is a text: what stands between its elements. */
  readonly split?: string;
}

/** What a value is where the table does not have what was found. */
export type Otherwise =
  | { readonly kind: "refuse" }
  /** The event is left out. */
  | { readonly kind: "skip" }
  /** What was found stands. */
  | { readonly kind: "keep" }
  | { readonly kind: "value"; readonly value: string | null };

export type InstantFormat =
  | { readonly kind: "iso" }
  | { readonly kind: "epoch"; readonly unit: "s" | "ms" | "us" | "ns" }
  /** Days since 1899-12-30, with a fraction. */
  | { readonly kind: "excel" }
  /** Luxon's tokens, as in dd/MM/yyyy HH:mm. */
  | { readonly kind: "pattern"; readonly pattern: string };

/** How a field of an event comes about. */
export type ValueConfig =
  | { readonly kind: "constant"; readonly value: string | number | bigint | null }
  | {
      readonly kind: "field";
      /** The first that is not empty counts. */
      readonly paths: readonly FieldPath[];
      readonly table: ReadonlyMap<string, string | null> | null;
      /** The name of the table, for errors; null for one written in place. */
      readonly tableName: string | null;
      readonly otherwise: Otherwise;
      /** Where all paths are empty; null: empty. */
      readonly whenEmpty: string | null;
      readonly lowerCase: boolean;
      /** Of instants and days; null: ISO 8601. */
      readonly formats: readonly InstantFormat[] | null;
      /** Of local times; a path: the record says; null: the source's. */
      readonly timeZone: string | FieldPath | null;
      /** Of money. */
      readonly unit: "units" | "cents" | "micros";
      readonly decimal: "." | ",";
      /** Of sequences: the id of a Salesforce record counts as its number. */
      readonly as: "salesforce-id" | null;
    }
  /** Text with {path} in it; empty where one of the paths is. */
  | {
      readonly kind: "text";
      readonly parts: readonly (string | FieldPath)[];
      /** As of a field: a date and a time may stand in two columns. */
      readonly formats: readonly InstantFormat[] | null;
      readonly timeZone: string | FieldPath | null;
    }
  /** The value that another history had at the event's instant. */
  | {
      readonly kind: "history";
      readonly list: FieldPath;
      readonly value: FieldPath;
      readonly at: FieldPath;
      readonly formats: readonly InstantFormat[] | null;
      readonly table: ReadonlyMap<string, string | null> | null;
      readonly tableName: string | null;
      readonly otherwise: Otherwise;
    }
  /** Of sequences: among the elements of `forEach` with the same instant, how many come before, in the order said. */
  | { readonly kind: "tie"; readonly order: "oldest-first" | "newest-first" };

export interface ConditionConfig {
  readonly field: FieldPath;
  readonly test:
    | { readonly kind: "is"; readonly values: readonly string[] }
    | { readonly kind: "not"; readonly values: readonly string[] }
    | { readonly kind: "above" | "atLeast" | "below" | "atMost"; readonly mark: number }
    | { readonly kind: "present"; readonly wanted: boolean }
    /** The two differ; an absent one is empty. */
    | { readonly kind: "changedFrom"; readonly other: FieldPath };
}

/** One kind of event that a record gives. */
export interface EventConfig {
  readonly type: InputRecord["type"];
  /** One event for each element of this list; null: one for the record. */
  readonly forEach: ListPath | null;
  /** All must hold, else there is no such event. */
  readonly when: readonly ConditionConfig[];
  /** By field of the record type; a field that is not here is filled in as docs/sources.md says. */
  readonly fields: ReadonlyMap<string, ValueConfig>;
  readonly attributes: ReadonlyMap<string, ValueConfig>;
}

/** A lead that meets `when` is set to `stage`, once until it leaves. */
export interface RuleConfig extends Omit<EventConfig, "type"> {
  readonly id: string;
  readonly stage: string;
  /** The stages from which it may be set; null among them: a lead without one yet. */
  readonly from: ReadonlySet<string | null>;
}

export interface SignatureConfig {
  readonly scheme: "hmac" | "hubspot-v3";
  /** The header with the signature, lower case. */
  readonly header: string;
  readonly hash: "sha256" | "sha512";
  readonly encoding: "hex" | "base64";
  readonly prefix: string;
  /** The header with the time of signing, which is signed too; null: the body alone is. */
  readonly timestampHeader: string | null;
  readonly timestampUnit: "s" | "ms";
  /** Older ones are refused. */
  readonly toleranceMs: number;
  /** Where the secret is. */
  readonly secret: { readonly kind: "env"; readonly name: string } | { readonly kind: "file"; readonly path: string };
}

export interface CsvConfig {
  /** null: found from the header. */
  readonly delimiter: string | null;
  /** null: by the byte order mark, else UTF-8. */
  readonly encoding: "utf-8" | "utf-16le" | "windows-1252" | null;
  /** Names of the columns of a file that has no header; null: it has one. */
  readonly columns: readonly string[] | null;
}

/** What must come of records; run whenever the configuration is checked. */
export interface SourceTest {
  readonly name: string;
  /** Where it stands in its file, from 1. */
  readonly line: number;
  /** Records one after the other, or a file with some as it would be read. */
  readonly given:
    | { readonly kind: "records"; readonly records: readonly unknown[] }
    | { readonly kind: "csv" | "json"; readonly text: string };
  /** Each has `type` and the fields that matter, as in NDJSON. In order. */
  readonly expect: readonly Readonly<Record<string, unknown>>[];
  /** How many records are refused. */
  readonly expectRefused: number;
}

export interface SourceConfig {
  readonly name: string;
  readonly tenantId: ValueConfig;
  /** Of local times; null: the tenant's. */
  readonly timeZone: string | null;
  readonly csv: CsvConfig;
  /** The list of records in a JSON document; null: the document is a record or a list of them. */
  readonly records: FieldPath | null;
  /** A record that has this key is what stands under it; one after the other. */
  readonly unwrap: readonly string[];
  readonly events: readonly EventConfig[];
  readonly rules: readonly RuleConfig[];
  /** null: only who has a token may post. */
  readonly signature: SignatureConfig | null;
  /** The Kafka topic that it is read from (JSON values); null: none. */
  readonly topic: string | null;
  readonly tests: readonly SourceTest[];
}
