import type { KeyPath, Report } from "../key-path.ts";
import { didYouMean } from "../nearest-name.ts";
import { entries, items, member, texts } from "../rule/raw.ts";
import { expectStage, type StageNames } from "../rule/stages.ts";
import { readDuration } from "../value/duration.ts";

/** Refuses what relates the SLAs of a tenant to each other, to its stages and calendars, and within each one (SEMANTICS 5 and 11). */
export function slaRules(tenant: unknown, path: KeyPath, stages: StageNames, report: Report): void {
  const calendars = new Set(entries(member(tenant, "calendars")).map(([name]) => name));
  const first = new Map<string, number>();
  for (const { index, value: sla } of items(member(tenant, "slas"))) {
    const at = [...path, "slas", index];
    const id = member(sla, "id");
    if (typeof id === "string") {
      const before = first.get(id);
      if (before === undefined) first.set(id, index);
      else
        report(
          [...at, "id"],
          `found ${JSON.stringify(id)}, which slas[${before}] is called already, expected each id once in a tenant; rename one`,
        );
    }
    const entered = member(member(sla, "starts"), "entersStage");
    if (typeof entered === "string" && entered !== "")
      expectStage(entered, [...at, "starts", "entersStage"], stages, report);
    endRules(member(sla, "ends"), [...at, "ends"], stages, report);
    calendarRule(member(sla, "calendar"), [...at, "calendar"], calendars, report);
    durationRules(sla, at, report);
  }
}

function endRules(ends: unknown, path: KeyPath, stages: StageNames, report: Report): void {
  for (const { index, value: end } of items(ends)) {
    const at = [...path, index];
    if (typeof end !== "object" || end === null || Array.isArray(end)) continue;
    const kinds = ["leavesStage", "activityBy"].filter((kind) => member(end, kind) !== undefined);
    if (kinds.length === 0)
      report(at, "found neither leavesStage nor activityBy, expected one of them; say what ends the clock");
    if (kinds.length > 1)
      report(
        at,
        "found both leavesStage and activityBy, expected one of them; make two ends of it, the first one counts",
      );
    for (const { index: place, text } of texts(member(end, "leavesStage"))) {
      if (text !== "") expectStage(text, [...at, "leavesStage", place], stages, report);
    }
  }
}

function calendarRule(calendar: unknown, path: KeyPath, calendars: ReadonlySet<string>, report: Report): void {
  if (typeof calendar !== "string" || calendar === "" || calendars.has(calendar)) return;
  const known = calendars.size === 0 ? "there is none" : `there are ${[...calendars].join(", ")}`;
  const advice = didYouMean(calendar, calendars) || "; add it or name another";
  report(path, `found ${JSON.stringify(calendar)}, expected the name of a calendar of the tenant (${known})${advice}`);
}

function durationRules(sla: unknown, path: KeyPath, report: Report): void {
  const within = readDuration(member(sla, "within"));
  const warnAfter = readDuration(member(sla, "warnAfter"));
  if ("value" in within && "value" in warnAfter && warnAfter.value.ms >= within.value.ms) {
    report(
      [...path, "warnAfter"],
      `found ${member(sla, "warnAfter")}, expected less than within (${member(sla, "within")}); a warning comes before the breach`,
    );
  }
  if (member(sla, "calendar") === undefined) return;
  for (const [key, duration] of [
    ["within", within],
    ["warnAfter", warnAfter],
  ] as const) {
    if ("value" in duration && duration.value.hasDays) {
      report(
        [...path, key],
        `found ${JSON.stringify(member(sla, key))}, expected hours, minutes and seconds only, like PT8H, since the SLA has a calendar; a day of open time is ambiguous, say it in hours`,
      );
    }
  }
}
