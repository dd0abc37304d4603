/** A record of ours as a registry is to know it. */
export interface RecordSchema {
  /** Its short name, such as LeadStageStay. */
  readonly record: string;
  /** The topic that it stands on. */
  readonly topic: string;
  /** The schema, as JSON. */
  readonly schema: string;
}

/** The subject of the record: TopicRecordNameStrategy, SEMANTICS 2. Pure. */
export function subjectOf({ topic, schema }: RecordSchema): string {
  const { namespace, name } = JSON.parse(schema) as { readonly namespace?: string; readonly name: string };
  return `${topic}-${namespace === undefined ? name : `${namespace}.${name}`}`;
}
