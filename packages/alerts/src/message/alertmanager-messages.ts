/**
 * What Alertmanager gets: an alert for each clock, open until it is closed.
 *
 * An alert is known by its labels, among them the clock's id; so where a label changes (another owner, at risk to
 * breached) the old alert is closed in the same request. An open alert says when it is to be taken as over if nothing
 * more is heard of it (`expires`), and is sent again long before; a closed one says when its clock ended. Sending one
 * twice changes nothing.
 */
import { isOpening, type SlaNews, type Standing } from "../news/sla-news.ts";
import type { AlertmanagerSettings } from "../settings/alert-settings.ts";
import type { Message, Untold } from "./message.ts";

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Alerts in a request. */
const AT_ONCE = 200;
const NAMES: Readonly<Record<string, string>> = { AT_RISK: "StagefoldSlaAtRisk", BREACHED: "StagefoldSlaBreached" };

/** The messages that tell what waits. Pure. */
export function alertmanagerMessages(
  untold: readonly Untold[],
  settings: AlertmanagerSettings,
  now: number,
): readonly Message[] {
  return inMessages(untold, (one) => alertsOf(one.standing, one.waiting, settings, now), untoldOnly);
}

/** The messages that say once more what is open. Pure. */
export function alertmanagerReminders(
  open: readonly SlaNews[],
  settings: AlertmanagerSettings,
  now: number,
): readonly Message[] {
  return inMessages(
    open.filter(({ kind }) => settings.interest.kinds.has(kind)),
    (event) => [openAlert(event, settings, now)],
    () => [],
  );
}

function inMessages<T>(
  all: readonly T[],
  alerts: (one: T) => readonly Alert[],
  tells: (some: readonly T[]) => readonly Untold[],
): readonly Message[] {
  const messages: Message[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const body = JSON.stringify(some.flatMap(alerts));
    messages.push({ body, headers: { "content-type": "application/json" }, tells: tells(some) });
  }
  return messages;
}

const untoldOnly = (some: readonly Untold[]): readonly Untold[] => some;

/** What it was told before and is no longer so is closed; then what is so. */
function alertsOf(
  { told, tried }: Standing,
  waiting: SlaNews,
  settings: AlertmanagerSettings,
  now: number,
): readonly Alert[] {
  const { kinds } = settings.interest;
  const open = isOpening(waiting.kind) && kinds.has(waiting.kind) ? openAlert(waiting, settings, now) : null;
  const alerts = new Map<string, Alert>();
  for (const before of [told, tried]) {
    if (before !== null && kinds.has(before.kind)) {
      const closed = closedAlert(before, waiting, settings);
      alerts.set(JSON.stringify(closed.labels), closed);
    }
  }
  if (open !== null) alerts.set(JSON.stringify(open.labels), open);
  return [...alerts.values()];
}

function openAlert(event: SlaNews, settings: AlertmanagerSettings, now: number): Alert {
  return alertOf(event, settings, now + settings.expiresMs);
}

function closedAlert(event: SlaNews, by: SlaNews, settings: AlertmanagerSettings): Alert {
  return alertOf(event, settings, Math.max(by.endedAt ?? by.detectedAt, startOf(event)));
}

function alertOf(event: SlaNews, settings: AlertmanagerSettings, endsAt: number): Alert {
  const { tenantId, slaId, severity, leadId, stage, clockId, channel, campaignId, ownerId } = event;
  const isBreached = event.kind === "BREACHED";
  const labels: Record<string, string> = { ...settings.labels, alertname: NAMES[event.kind] ?? event.kind };
  // An empty label is as none.
  const own = { tenantId, slaId, severity, leadId, stage, clockId, channel, campaignId, ownerId };
  for (const [name, value] of Object.entries(own)) if (value !== null && value !== "") labels[name] = value;
  const due = instant(event.dueAt);
  return {
    labels,
    annotations: {
      summary: `${slaId} ${isBreached ? "breached" : "at risk"}: lead ${leadId} of ${tenantId}`,
      description: `In ${stage} since ${instant(event.startedAt)}, due ${due}.`,
      dueAt: due,
    },
    startsAt: instant(startOf(event)),
    endsAt: instant(endsAt),
  };
}

/** Of a breach, when it was due. When a clock came at risk is not said: it is when that was found. */
function startOf({ kind, dueAt, detectedAt }: SlaNews): number {
  return kind === "BREACHED" ? dueAt : detectedAt;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
