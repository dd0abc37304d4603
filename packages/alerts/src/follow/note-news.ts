/** What an event of the topic changes in the file: what is open, and what each target is to be told. */
import type { AlertFile } from "../file/alert-file.ts";
import { concerns, isOpening, type SlaNews, type Standing, standingAfter } from "../news/sla-news.ts";
import type { TargetSettings } from "../settings/alert-settings.ts";

/** Notes the event, in the transaction that the caller has open. What a target was told before, it is not told again. */
export function noteNews(file: AlertFile, targets: readonly TargetSettings[], news: SlaNews, now: number): void {
  const { clockId, eventId } = news;
  const opens = isOpening(news.kind);
  if (opens) file.putClock(news);
  else file.dropClock(clockId);
  for (const { name, interest } of targets) {
    const before = file.standing(name, clockId);
    const after = file.isSent(name, eventId) ? onceSent(news, opens) : standingAfter(before, news, interest);
    if (before !== null || after !== null) file.setStanding(name, clockId, after, now);
  }
}

/** Tells the targets of what is open already, in one transaction: a target that is new, or that wants more than before. */
export function noteOpen(file: AlertFile, targets: readonly TargetSettings[], now: number): void {
  file.transaction(() => {
    file.keepTargets(targets.map(({ name }) => name));
    for (const news of file.clocks()) {
      for (const { name, interest } of targets) {
        if (!concerns(news, interest) || file.isSent(name, news.eventId)) continue;
        if (file.standing(name, news.clockId) !== null) continue;
        file.setStanding(name, news.clockId, { told: null, tried: null, waiting: news }, now);
      }
    }
  });
}

/** Takes back what targets were told of clocks that the topic, read again, says nothing of; in one transaction. */
export function noteVanished(file: AlertFile, targets: readonly TargetSettings[], now: number): void {
  file.transaction(() => {
    for (const { name } of targets) {
      for (const { clockId, standing } of file.withoutClock(name)) {
        const known = standing.told ?? standing.tried;
        if (known === null || standing.waiting !== null) continue;
        file.setStanding(name, clockId, { ...standing, waiting: retractionOf(known, now) }, now);
      }
    }
    file.setReadAgain(false);
  });
}

function onceSent(news: SlaNews, opens: boolean): Standing | null {
  return opens ? { told: news, tried: null, waiting: null } : null;
}

function retractionOf(news: SlaNews, now: number): SlaNews {
  const eventId = `${news.eventId}|vanished`;
  return { ...news, eventId, kind: "RETRACTED", endedAt: null, overdueMs: null, detectedAt: now };
}
