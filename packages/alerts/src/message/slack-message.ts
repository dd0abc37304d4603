/** What a Slack-compatible incoming webhook gets: one message a round, of a line for each of the ten that matter most. */
import type { SlaNews } from "../news/sla-news.ts";
import { byWeight, countsOf, type Message, SHOWN, type Untold } from "./message.ts";

const SAID: Readonly<Record<SlaNews["kind"], string>> = {
  AT_RISK: "at risk",
  BREACHED: "breached",
  CLEARED: "cleared",
  RESOLVED: "resolved",
  RETRACTED: "retracted",
};
/** A line is no longer; ids may be of any length. */
const LINE = 400;

/** The message of one round, which has something to tell. Pure. */
export function slackMessage(untold: readonly Untold[]): Message {
  const ordered = untold.toSorted((one, other) => byWeight(one.waiting, other.waiting));
  const news = ordered.map(({ waiting }) => waiting);
  const [only] = news;
  const text = news.length === 1 && only !== undefined ? lineOf(only) : groupText(news);
  return { body: JSON.stringify({ text }), headers: { "content-type": "application/json" }, tells: ordered };
}

function groupText(news: readonly SlaNews[]): string {
  const counts = Object.entries(countsOf(news)).map(([kind, count]) => `${count} ${SAID[kind as SlaNews["kind"]]}`);
  const lines = news.slice(0, SHOWN).map((event) => `• ${lineOf(event)}`);
  const more = news.length > SHOWN ? [`and ${news.length - SHOWN} more`] : [];
  return [`*SLA: ${counts.join(", ")}*`, ...lines, ...more].join("\n");
}

function lineOf(event: SlaNews): string {
  const { kind, slaId, severity, tenantId, leadId, dueAt, overdueMs, ownerId, channel } = event;
  const parts = [`lead ${leadId} of ${tenantId}`, `due ${instantText(dueAt)}`];
  if (overdueMs !== null) parts.push(`${lengthText(Number(overdueMs))} late`);
  if (ownerId !== null) parts.push(`owner ${ownerId}`);
  if (channel !== null) parts.push(`channel ${channel}`);
  return `${bold(`${slaId} ${SAID[kind]}`)} (${escaped(severity)}): ${escaped(parts.join(", ").slice(0, LINE))}`;
}

function bold(text: string): string {
  return `*${escaped(text.slice(0, LINE).replaceAll("*", ""))}*`;
}

/** Slack's three signs of its own. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function instantText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function lengthText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days}d ${hours}h`;
  return hours > 0 ? `${hours}h ${minutes % 60}m` : `${minutes}m`;
}
