/**
 * Tells one target what waits for it, round after round.
 *
 * Nothing is told twice, but what the target may have taken without saying so (no answer in time, a crash between its
 * answer and the note of it): that is sent again, under the same key. So: at least once, and once by key.
 *
 * A target that is away is tried again after 1, 2, 4 seconds and so on up to 5 minutes, or when it said. What it could
 * not be told for `giveUpAfter` is given up; but an alert that is open is told for as long as it is.
 */
import { type Span, TRACEPARENT, type Tracing } from "@stagefold/tracing";
import type { AlertFile } from "../file/alert-file.ts";
import type { Message, Untold } from "../message/message.ts";
import {
  isOpening,
  type Standing,
  standingOnceGivenUp,
  standingOnceRefused,
  standingOnceTold,
  standingOnceTried,
} from "../news/sla-news.ts";
import type { TargetSettings } from "../settings/alert-settings.ts";
import { isTold, messagesOf, remindersOf, requestOf } from "./messages-of.ts";
import type { Outcome, Post } from "./post.ts";

export interface SenderOptions {
  readonly target: TargetSettings;
  readonly file: AlertFile;
  readonly post: Post;
  readonly wallClock: () => number;
  readonly signal: AbortSignal;
  readonly events: SenderEvents;
  /** Default null: rounds are not traced. */
  readonly tracing?: Tracing | null;
}

/** What there is to tell of it; none of it needs an answer. */
export interface SenderEvents {
  /** A target took a message of so many events. */
  readonly onTold: (target: string, events: number) => void;
  /** A request failed; it is made again in so many ms. */
  readonly onFailed: (target: string, why: string, retryMs: number) => void;
  /** So many events were never told, and are not tried again. */
  readonly onGivenUp: (target: string, events: number, first: string, why: string) => void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
/** Clocks of a round. */
const AT_ONCE = 20_000;
/** How long it is remembered what was told: for a topic that is read again. */
const REMEMBERED_MS = 30 * 86_400_000;
const FORGETS_EVERY_MS = 3_600_000;

export class Sender {
  readonly #options: SenderOptions;
  #failures = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #remindAt = Number.NEGATIVE_INFINITY;
  #forgetAt = Number.NEGATIVE_INFINITY;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Whether the target failed when it was tried last. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Does what is due now. Throws what the file throws. */
  async step(): Promise<void> {
    const now = this.#options.wallClock();
    this.#forget(now);
    if (now < this.#retryAt) return;
    this.#giveUp(now);
    if (await this.#tell(now)) await this.#remind();
  }

  /** A round, where one is due. False: the target cannot be told just now. */
  async #tell(now: number): Promise<boolean> {
    const { target, file } = this.#options;
    const { name, grouping } = target;
    const since = file.waitingSince(name);
    if (since === null || now < since + grouping.waitMs) return true;
    const lastRound = file.lastRound(name);
    if (lastRound !== null && now < lastRound + grouping.intervalMs && now >= lastRound) return true;

    const { worth, silent } = this.#sorted(file.untold(name, AT_ONCE));
    this.#note(silent, standingOnceTold);
    if (worth.length === 0) return true;
    const round = this.#round(worth.length);
    try {
      for (const message of messagesOf(worth, target, now)) {
        if (!(await this.#send(message, round))) return false;
      }
    } finally {
      round?.end();
    }
    file.setLastRound(name, this.#options.wallClock());
    return true;
  }

  /** A span for what is told now of so many clocks; null: it is not traced. */
  #round(clocks: number): Span | null {
    const { target, tracing = null } = this.#options;
    if (tracing === null) return null;
    const attributes = { "stagefold.target": target.name, "stagefold.sla_clocks": clocks };
    return tracing.start({ name: `tell ${target.type}`, kind: "internal", attributes });
  }

  /** Posts the message; a traced one says in its headers what it is part of. */
  async #post(message: Message, now: number, round: Span | null): Promise<Outcome> {
    const { target, post, tracing = null } = this.#options;
    const request = requestOf(message, target, now);
    if (round === null || tracing === null) return post(request, now);
    const parent = round.traceparent;
    const attributes = { "http.request.method": "POST", "stagefold.target": target.name };
    const span = tracing.start({ name: "POST", kind: "client", parent, attributes });
    const outcome = await post({ ...request, headers: { ...request.headers, [TRACEPARENT]: span.traceparent } }, now);
    if (outcome.kind !== "taken") {
      // What the target said stands in the log: there may be names of leads in it.
      span.failed(outcome.kind);
      round.failed(outcome.kind);
    }
    span.end();
    return outcome;
  }

  /** What is open, to a target that forgets it otherwise. */
  async #remind(): Promise<void> {
    const { target, file, wallClock } = this.#options;
    const now = wallClock();
    if (target.type !== "alertmanager" || now < this.#remindAt) return;
    for (const message of remindersOf(file.told(target.name), target, now)) {
      if (!(await this.#send(message))) return;
    }
    this.#remindAt = now + target.resendMs;
  }

  /** Sends a message and notes what became of it. False: no more just now. */
  async #send(message: Message, round: Span | null = null): Promise<boolean> {
    const { target, wallClock, signal, events } = this.#options;
    if (signal.aborted) return false;
    this.#note(message.tells, standingOnceTried);
    const now = wallClock();
    const outcome = await this.#post(message, now, round);
    if (outcome.kind === "taken" || outcome.kind === "refused") {
      this.#failures = 0;
      this.#retryAt = Number.NEGATIVE_INFINITY;
    }
    switch (outcome.kind) {
      case "taken":
        this.#note(message.tells, standingOnceTold, true);
        events.onTold(target.name, message.tells.length);
        return true;
      case "refused":
        this.#noteNotTaken(message.tells);
        this.#dropped(message.tells, outcome.why);
        // Of a reminder nothing can be given up.
        if (message.tells.length === 0) events.onFailed(target.name, outcome.why, 0);
        return message.tells.length > 0;
      case "not now":
        this.#noteNotTaken(message.tells);
        break;
      case "unknown":
        break;
    }
    this.#failed(outcome);
    return false;
  }

  #failed(outcome: Exclude<Outcome, { readonly kind: "taken" | "refused" }>): void {
    const { target, wallClock, signal, events } = this.#options;
    const asked = outcome.kind === "not now" ? (outcome.retryAfterMs ?? 0) : 0;
    const retryMs = Math.max(Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS), asked);
    this.#failures++;
    this.#retryAt = wallClock() + retryMs;
    if (!signal.aborted) events.onFailed(target.name, outcome.why, retryMs);
  }

  /** What waits for too long. */
  #giveUp(now: number): void {
    const { target, file } = this.#options;
    const { name, giveUpAfterMs } = target;
    const since = file.waitingSince(name);
    if (since === null || now - since <= giveUpAfterMs) return;
    const late = file.untold(name, AT_ONCE).filter((one) => now - one.since > giveUpAfterMs);
    // An alert that is open is told whenever the target is back.
    const lost = late.filter(({ waiting }) => target.type !== "alertmanager" || !isOpening(waiting.kind));
    const { worth, silent } = this.#sorted(lost);
    this.#note(silent, standingOnceTold);
    this.#dropped(worth, `it could not be told for ${Math.round(giveUpAfterMs / 60_000)} minutes`);
  }

  /** What is worth a message, and what is only to be noted. */
  #sorted(untold: readonly Untold[]): { readonly worth: readonly Untold[]; readonly silent: readonly Untold[] } {
    const { target } = this.#options;
    const { worth = [], silent = [] } = Object.groupBy(untold, ({ standing }) =>
      isTold(standing, target) ? "worth" : "silent",
    );
    return { worth, silent };
  }

  #dropped(tells: readonly Untold[], why: string): void {
    const [first] = tells;
    if (first === undefined) return;
    this.#note(tells, standingOnceGivenUp, true);
    this.#options.events.onGivenUp(this.#options.target.name, tells.length, first.waiting.eventId, why);
  }

  /** In one transaction, of the standings as they are now: what came meanwhile stays. */
  #note(
    tells: readonly Untold[],
    after: (now: Standing, said: Untold["waiting"]) => Standing | null,
    isSent = false,
  ): void {
    if (tells.length === 0) return;
    const { target, file, wallClock } = this.#options;
    const at = wallClock();
    file.transaction(() => {
      for (const { clockId, waiting } of tells) {
        const standing = file.standing(target.name, clockId);
        if (standing !== null) file.setStanding(target.name, clockId, after(standing, waiting), at);
        if (isSent) file.noteSent(target.name, waiting.eventId, at);
      }
    });
  }

  #noteNotTaken(tells: readonly Untold[]): void {
    const before = new Map(tells.map(({ waiting, standing }) => [waiting.eventId, standing]));
    this.#note(tells, (now, said) => standingOnceRefused(now, before.get(said.eventId) ?? now));
  }

  #forget(now: number): void {
    if (now < this.#forgetAt) return;
    const { file } = this.#options;
    file.transaction(() => file.forgetSentBefore(now - REMEMBERED_MS));
    this.#forgetAt = now + FORGETS_EVERY_MS;
  }
}
