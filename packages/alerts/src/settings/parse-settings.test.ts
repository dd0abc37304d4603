import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ParsedSettings, parseAlertSettings } from "./parse-settings.ts";
import type { SecretPlace } from "./settings-shape.ts";

const SECRETS: Readonly<Record<string, string>> = { HOOK: "https://hooks.example/T0/B0/x", SIGN: "s3cret" };

function read(place: SecretPlace): string | null {
  if ("file" in place) throw new Error("ENOENT");
  return SECRETS[place.env] ?? null;
}

function problemsOf(text: string): readonly string[] {
  const parsed: ParsedSettings = parseAlertSettings(text, read);
  return parsed.ok ? [] : parsed.problems.map(({ line, key, message }) => `${line} ${key}: ${message}`);
}

describe("the settings of the alert relay", () => {
  it("given the least of each type, then have what is usual", () => {
    const parsed = parseAlertSettings(
      `targets:
  - { name: am, type: alertmanager, url: "http://127.0.0.1:9093" }
  - { name: hook, type: webhook, url: "https://x.example", secret: { env: SIGN } }
  - { name: chat, type: slack, url: { env: HOOK } }
`,
      read,
    );

    expect(parsed).toMatchObject({
      ok: true,
      settings: {
        targets: [
          {
            resendMs: 60_000,
            expiresMs: 3_600_000,
            grouping: { waitMs: 0, intervalMs: 0 },
            timeoutMs: 10_000,
            giveUpAfterMs: 86_400_000,
            interest: { severities: null, tenants: null, history: false },
          },
          { secret: "s3cret", grouping: { waitMs: 5_000, intervalMs: 60_000, over: 10 } },
          { url: SECRETS.HOOK, interest: { kinds: new Set(["BREACHED", "RESOLVED", "RETRACTED"]) } },
        ],
      },
    });
  });

  it("given those of the guide, then can be used", () => {
    const guide = readFileSync(new URL("../../../../docs/alerting.md", import.meta.url), "utf8");
    const shown = /```yaml\n(targets:\n.*?)```/s.exec(guide)?.[1] ?? "";

    expect(parseAlertSettings(shown, () => "https://secret.example")).toMatchObject({
      ok: true,
      settings: { targets: [{ type: "alertmanager" }, { type: "webhook" }, { type: "slack" }] },
    });
  });

  it.each([
    ["targets: []", ["1 targets: expected a target at least"]],
    ["targets: [", [expect.stringMatching(/^1 : .*/)]],
    ["", [expect.stringMatching(/^1 : /)]],
    [
      `targets:
  - name: a b
    type: slack
    url: ftp://x
    kinds: [LATE]
    group: { over: 3 }
`,
      [
        "2 targets.0.name: expected letters, digits, dots, dashes and underscores, 64 at most",
        "4 targets.0.url: expected an http or https address",
        "5 targets.0.kinds.0: expected one of AT_RISK, BREACHED, CLEARED, RESOLVED, RETRACTED",
        expect.stringMatching(/^6 targets\.0\.group\.over: /),
      ],
    ],
    [
      "targets:\n  - { name: a, type: mail, url: 'http://x' }",
      ["2 targets.0.type: expected alertmanager, webhook or slack"],
    ],
    [
      "targets:\n  - { name: a, type: slack, url: 'http://x' }\n  - { name: a, type: slack, url: 'http://y' }",
      ["3 targets.1.name: expected a name that no other target has"],
    ],
    [
      "targets:\n  - { name: a, type: webhook, url: 'http://x', timeout: P1M }",
      ["2 targets.0.timeout: expected an ISO 8601 duration from PT0.1S to PT5M, such as PT10S"],
    ],
    [
      "targets:\n  - { name: a, type: alertmanager, url: 'http://x', resend: PT1H }",
      ["2 targets.0.expires: expected at least three times resend, so that a lost request closes nothing"],
    ],
    [
      "targets:\n  - { name: a, type: alertmanager, url: 'http://x', kinds: [RESOLVED] }",
      ["2 targets.0.kinds.0: expected one of AT_RISK, BREACHED"],
    ],
    [
      "targets:\n  - { name: a, type: webhook, url: 'http://x', secret: { env: NONE } }",
      ["2 targets.0.secret: expected a secret in the variable NONE, which has none"],
    ],
    [
      "targets:\n  - { name: a, type: webhook, url: 'http://x', secret: { file: /run/s } }",
      ["2 targets.0.secret: expected a secret in the file /run/s (ENOENT)"],
    ],
    [
      "targets:\n  - { name: a, type: webhook, url: 'http://x', secret: plain }",
      ["2 targets.0.secret: expected { env: VARIABLE } or { file: PATH }"],
    ],
    [
      "targets:\n  - { name: a, type: webhook, url: 'http://kim:pw@x' }",
      [expect.stringMatching(/^2 targets\.0\.url: expected an address without user and password/)],
    ],
    [
      "targets:\n  - { name: a, type: webhook, url: 'http://x', headers: { X-A: \"a\\nb\" } }",
      ["2 targets.0.headers.X-A: expected a text of one line, in ASCII"],
    ],
  ])("given %j, then say line, key and what is expected", (text, said) => {
    expect(problemsOf(text)).toEqual(said);
  });
});
