import type { KeyPath, Report } from "../../key-path.ts";
import { expectStage, type StageNames } from "../../rule/stages.ts";
import type { ValueSpec } from "./value-schema.ts";

type Tables = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** Refuses stages that a value can give and the funnel does not have. `tablesAt` is where the tables stand. */
export function stageValueRules(
  spec: ValueSpec,
  path: KeyPath,
  tables: Tables,
  tablesAt: KeyPath,
  stages: StageNames,
  report: Report,
): void {
  const expect = (stage: string | number | null | undefined, at: KeyPath): void => {
    if (stage !== null && stage !== undefined) expectStage(String(stage), at, stages, report);
  };
  if (spec.kind === "constant") expect(spec.value, [...path, "value"]);
  if (spec.kind !== "field" && spec.kind !== "history") return;
  if (spec.kind === "field") expect(spec.default, [...path, "default"]);
  if (spec.otherwise?.kind === "value") expect(spec.otherwise.value, [...path, "otherwise", "value"]);
  for (const [found, stage] of Object.entries(spec.values ?? {})) expect(stage, [...path, "values", found]);
  const { table } = spec;
  if (table === undefined || !Object.hasOwn(tables, table)) return;
  for (const [found, stage] of Object.entries(tables[table] ?? {})) expect(stage, [...tablesAt, table, found]);
}
