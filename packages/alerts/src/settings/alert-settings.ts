/**
 * The settings of the alert relay: whom it tells, and what. docs/alerting.md has every key; settings-shape.ts reads them.
 *
 * All lengths in ms.
 */
import type { Interest } from "../news/sla-news.ts";

export interface AlertSettings {
  readonly targets: readonly TargetSettings[];
}

export type TargetSettings = AlertmanagerSettings | WebhookSettings | SlackSettings;

interface AnyTarget {
  /** Its own; the file knows the target by it. */
  readonly name: string;
  readonly url: string;
  /** Sent with each request, such as for authorization. */
  readonly headers: Readonly<Record<string, string>>;
  readonly interest: Interest;
  readonly grouping: Grouping;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  /** How long it is tried to tell something. */
  readonly giveUpAfterMs: number;
}

/** How many breaches at once become few messages. */
export interface Grouping {
  /** How long others are waited for after the first. */
  readonly waitMs: number;
  /** At least so long between two rounds of messages. */
  readonly intervalMs: number;
  /** So many of a round are told one by one; more of them in one message. */
  readonly over: number;
}

/** Prometheus Alertmanager, or what speaks its API v2. */
export interface AlertmanagerSettings extends AnyTarget {
  readonly type: "alertmanager";
  /** Put on each alert. */
  readonly labels: Readonly<Record<string, string>>;
  /** How often alerts that are open are sent again. */
  readonly resendMs: number;
  /** An alert that was not sent again for so long is taken as over. */
  readonly expiresMs: number;
}

/** An address of its owner's, which gets the events. */
export interface WebhookSettings extends AnyTarget {
  readonly type: "webhook";
  /** Signs what is sent; null: nothing does. */
  readonly secret: string | null;
}

/** An incoming webhook as Slack has them, and others that take the same. */
export interface SlackSettings extends AnyTarget {
  readonly type: "slack";
}
