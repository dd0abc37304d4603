/** By the target's type: the messages of a round, and how a request is made of one. */
import { alertmanagerMessages, alertmanagerReminders } from "../message/alertmanager-messages.ts";
import type { Message, Untold } from "../message/message.ts";
import { slackMessage } from "../message/slack-message.ts";
import { signatureOf, webhookMessages } from "../message/webhook-messages.ts";
import { isWorthAMessage, OPENING_KINDS, type SlaNews, type Standing } from "../news/sla-news.ts";
import type { TargetSettings } from "../settings/alert-settings.ts";
import type { Request } from "./post.ts";

/** Whether anything is sent of what waits. Pure. */
export function isTold(standing: Standing, { type, interest }: TargetSettings): boolean {
  if (type !== "alertmanager") return isWorthAMessage(standing, interest);
  // An alert that was open is closed, whatever ended it.
  const { told, tried, waiting } = standing;
  const opening = [told, tried, waiting].map((news) => OPENING_KINDS.find((kind) => kind === news?.kind));
  return opening.some((kind) => kind !== undefined && interest.kinds.has(kind));
}

/** The messages of a round, of which each is worth one. Pure. */
export function messagesOf(untold: readonly Untold[], target: TargetSettings, now: number): readonly Message[] {
  switch (target.type) {
    case "alertmanager":
      return alertmanagerMessages(untold, target, now);
    case "webhook":
      return webhookMessages(untold, target);
    case "slack":
      return [slackMessage(untold)];
  }
}

/** The messages that say again what is open, for a target that forgets. Pure. */
export function remindersOf(open: readonly SlaNews[], target: TargetSettings, now: number): readonly Message[] {
  return target.type === "alertmanager" ? alertmanagerReminders(open, target, now) : [];
}

/** The request that tells it. Pure. */
export function requestOf({ body, headers }: Message, target: TargetSettings, now: number): Request {
  const signature = target.type === "webhook" ? signatureOf(body, target, now) : {};
  const url = target.type === "alertmanager" ? `${target.url.replace(/\/+$/, "")}/api/v2/alerts` : target.url;
  return { url, headers: { ...target.headers, ...headers, ...signature }, body, timeoutMs: target.timeoutMs };
}
