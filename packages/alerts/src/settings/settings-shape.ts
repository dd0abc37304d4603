/** The settings file, key by key: what each may hold and what it is without. */
import { z } from "zod";
import { CLOSING_KINDS, type Interest, type NewsKind, OPENING_KINDS } from "../news/sla-news.ts";
import type { Grouping, TargetSettings } from "./alert-settings.ts";

/** Where a text is that is not for the file. */
export type SecretPlace = { readonly env: string } | { readonly file: string };

/** The secret that is kept there; null: there is none. Throws with what is wrong where it cannot be read. */
export type ReadSecret = (place: SecretPlace) => string | null;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A target of which the message is one, whatever it tells, or that groups by itself. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** What the file must hold; secrets are read by `readSecret`. */
export function settingsShape(readSecret: ReadSecret) {
  const secret = z
    .union(
      [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
      "expected { env: VARIABLE } or { file: PATH }",
    )
    .transform((place, context): string => {
      const where = "env" in place ? `the variable ${place.env}` : `the file ${place.file}`;
      try {
        const found = readSecret(place);
        if (found !== null && found !== "") return found;
        context.addIssue(`expected a secret in ${where}, which has none`);
      } catch (error) {
        context.addIssue(`expected a secret in ${where} (${(error as Error).message})`);
      }
      return z.NEVER;
    });
  const textOrSecret = z.union([z.string().min(1), secret], "expected a text, { env: VARIABLE } or { file: PATH }");
  const url = textOrSecret
    .refine(isHttp, "expected an http or https address")
    .refine(isWithoutUser, "expected an address without user and password: headers are the place for Authorization");
  const headerName = z.string().regex(/^[\w-]+$/, "expected the name of a header");
  const headerValue = textOrSecret.refine(
    (text) => /^[\t\x20-\x7e]*$/.test(text),
    "expected a text of one line, in ASCII",
  );
  const headers = z.record(headerName, headerValue).default({});
  const names = z.array(z.string().min(1)).min(1).optional();
  const any = {
    name: z.string().regex(/^[\w.-]{1,64}$/, "expected letters, digits, dots, dashes and underscores, 64 at most"),
    url,
    headers,
    severities: names,
    tenants: names,
    history: z.boolean().default(false),
    timeout: duration(100, 5 * MINUTE, 10 * SECOND),
    giveUpAfter: duration(MINUTE, 30 * DAY, DAY),
  };
  const wait = duration(0, HOUR, 5 * SECOND);
  const interval = duration(0, DAY, MINUTE);

  const alertmanager = z
    .strictObject({
      ...any,
      type: z.literal("alertmanager"),
      kinds: kinds(OPENING_KINDS, ["BREACHED"]),
      labels: z
        .record(z.string().regex(/^[a-zA-Z_]\w*$/, "expected the name of a label"), z.string().min(1))
        .default({}),
      resend: duration(SECOND, HOUR, MINUTE),
      expires: duration(10 * SECOND, 7 * DAY, HOUR),
    })
    .refine(({ resend, expires }) => expires >= 3 * resend, {
      path: ["expires"],
      message: "expected at least three times resend, so that a lost request closes nothing",
    })
    .transform(({ kinds, severities, tenants, history, timeout, giveUpAfter, resend, expires, ...rest }) => ({
      ...rest,
      // An alert is closed however its clock ended.
      interest: interestIn([...kinds, ...CLOSING_KINDS], severities, tenants, history),
      // It groups by itself.
      grouping: { waitMs: 0, intervalMs: 0, over: NEVER },
      timeoutMs: timeout,
      giveUpAfterMs: giveUpAfter,
      resendMs: resend,
      expiresMs: expires,
    }));

  const told = kinds([...OPENING_KINDS, ...CLOSING_KINDS], ["BREACHED", "RESOLVED", "RETRACTED"]);
  const webhook = z
    .strictObject({
      ...any,
      type: z.literal("webhook"),
      kinds: told,
      secret: secret.optional(),
      group: z.strictObject({ wait, interval, over: z.int().min(1).max(1_000).default(10) }).prefault({}),
    })
    .transform(({ kinds, severities, tenants, history, timeout, giveUpAfter, group, secret = null, ...rest }) => ({
      ...rest,
      secret,
      interest: interestIn(kinds, severities, tenants, history),
      grouping: { waitMs: group.wait, intervalMs: group.interval, over: group.over } satisfies Grouping,
      timeoutMs: timeout,
      giveUpAfterMs: giveUpAfter,
    }));
  const slack = z
    .strictObject({
      ...any,
      type: z.literal("slack"),
      kinds: told,
      group: z.strictObject({ wait, interval }).prefault({}),
    })
    .transform(({ kinds, severities, tenants, history, timeout, giveUpAfter, group, ...rest }) => ({
      ...rest,
      interest: interestIn(kinds, severities, tenants, history),
      grouping: { waitMs: group.wait, intervalMs: group.interval, over: NEVER } satisfies Grouping,
      timeoutMs: timeout,
      giveUpAfterMs: giveUpAfter,
    }));

  return z.strictObject({
    targets: z
      .array(z.discriminatedUnion("type", [alertmanager, webhook, slack], "expected alertmanager, webhook or slack"))
      .min(1, "expected a target at least")
      .superRefine((targets: readonly TargetSettings[], context) => {
        for (const [index, { name }] of targets.entries()) {
          if (targets.findIndex((other) => other.name === name) === index) continue;
          context.addIssue({
            code: "custom",
            path: [index, "name"],
            message: "expected a name that no other target has",
          });
        }
      }),
  });
}

function interestIn(
  kinds: readonly NewsKind[],
  severities: readonly string[] | undefined,
  tenants: readonly string[] | undefined,
  history: boolean,
): Interest {
  const setOf = (names: readonly string[] | undefined) => (names === undefined ? null : new Set(names));
  return { kinds: new Set(kinds), severities: setOf(severities), tenants: setOf(tenants), history };
}

function kinds<K extends NewsKind>(allowed: readonly [K, ...K[]], usual: readonly K[]) {
  const one = z.enum(allowed as unknown as [K, ...K[]], `expected one of ${allowed.join(", ")}`);
  return z
    .array(one)
    .min(1, "expected a kind at least")
    .default([...usual] as never)
    .transform((found) => found as readonly NewsKind[]);
}

function duration(least: number, most: number, usual: number) {
  return z
    .string()
    .transform((text, context) => {
      try {
        const ms = Temporal.Duration.from(text).total("milliseconds");
        if (ms >= least && ms <= most) return ms;
      } catch {
        // Said below, as one that is too long or too short is.
      }
      context.addIssue(
        `expected an ISO 8601 duration from ${textOf(least)} to ${textOf(most)}, such as ${textOf(usual)}`,
      );
      return z.NEVER;
    })
    .default(usual);
}

function textOf(ms: number): string {
  return Temporal.Duration.from({ milliseconds: ms }).round({ largestUnit: "hours" }).toString();
}

function isWithoutUser(text: string): boolean {
  const { username = "", password = "" } = URL.parse(text) ?? {};
  return username === "" && password === "";
}

function isHttp(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === "http:" || protocol === "https:";
}
