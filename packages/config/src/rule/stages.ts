import type { KeyPath, Report } from "../key-path.ts";
import { didYouMean } from "../nearest-name.ts";
import { member, texts } from "./raw.ts";

/** The stages of a funnel; undefined where the file names none, and nothing can be said of a name. */
export type StageNames = ReadonlySet<string> | undefined;

/** The stages that a tenant's funnel names, whatever else is wrong with it. Pure. */
export function stageNamesOf(tenant: unknown): StageNames {
  const stages = member(member(tenant, "funnel"), "stages");
  const names = new Set(texts(stages).map(({ text }) => text));
  return names.size === 0 ? undefined : names;
}

/** Refuses a stage that the funnel does not have. */
export function expectStage(stage: string, path: KeyPath, stages: StageNames, report: Report): void {
  if (stages === undefined || stages.has(stage)) return;
  const advice = didYouMean(stage, stages) || "; add it there or name another";
  report(path, `found ${JSON.stringify(stage)}, expected a stage of funnel.stages: ${[...stages].join(", ")}${advice}`);
}
