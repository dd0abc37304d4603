/**
 * Files as the vendors' exports, pages and webhooks are, and what comes of them: the events in `expected.ndjson` beside
 * each, in order. Brought in again, in whole or in part, nothing of them is new and nothing contradicts.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatInput } from "@stagefold/codec";
import { describe, expect, test } from "vitest";
import { OwnIntake } from "./own-intake.ts";

const FOLDER = join(import.meta.dirname, "fixtures");

interface Fixture {
  readonly folder: string;
  readonly extends: string;
  readonly files: readonly string[];
  /** Of the first import, beside what is accepted. */
  readonly duplicates?: number;
  readonly notDue?: number;
  readonly skipped: number;
}

const FIXTURES: readonly Fixture[] = [
  // The two contacts that were merged into another were never here: the rule has nobody to close.
  {
    folder: "hubspot",
    extends: "hubspot-contact-history",
    files: ["page-1.json", "page-2.json"],
    notDue: 2,
    skipped: 0,
  },
  // One notification comes twice; nobody knows contact 106; an emptied stage, a mail address, a creation.
  {
    folder: "hubspot-webhooks",
    extends: "hubspot-webhooks",
    files: ["posted-1.json", "posted-2.json"],
    duplicates: 1,
    notDue: 1,
    skipped: 3,
  },
  { folder: "salesforce", extends: "salesforce-lead-history", files: ["query-1.json", "query-2.json"], skipped: 2 },
  // One event comes twice.
  {
    folder: "salesforce-changes",
    extends: "salesforce-lead-changes",
    files: ["stream.ndjson"],
    duplicates: 2,
    skipped: 2,
  },
  // One activity stands on two pages; a phone number, an emptied status, a last page without anything.
  {
    folder: "marketo",
    extends: "marketo-lead-changes",
    files: ["page-1.json", "page-2.json", "page-3.json"],
    duplicates: 1,
    skipped: 3,
  },
  // The second file restates a day of one campaign, and adds a day of the other.
  { folder: "google-ads", extends: "google-ads-costs", files: ["campaigns.csv", "restated.csv"], skipped: 3 },
  { folder: "google-ads-api", extends: "google-ads-api-costs", files: ["page-1.json", "page-2.json"], skipped: 0 },
  { folder: "linkedin-ads", extends: "linkedin-ads-costs", files: ["campaign-performance.csv"], skipped: 0 },
  { folder: "meta-ads", extends: "meta-ads-costs", files: ["campaigns.csv"], skipped: 2 },
  { folder: "debezium", extends: "debezium-leads", files: ["crm.public.leads.ndjson"], skipped: 2 },
];

function extending(name: string, more = ""): string {
  return `sources:\n  crm:\n    extends: ${name}\n    tenantId: { value: acme }\n${more}`;
}

function expectedOf(folder: string): readonly unknown[] {
  const lines = readFileSync(join(FOLDER, folder, "expected.ndjson"), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe.each(FIXTURES)("$folder", (fixture) => {
  const files = fixture.files.map((file) => join(FOLDER, fixture.folder, file));

  test("gives the events that are expected of it", async () => {
    await using own = await OwnIntake.open(extending(fixture.extends));
    const first = await own.import("crm", ...files);
    const events = (await own.events()).map((event) => JSON.parse(formatInput(event)) as unknown);
    expect(events).toEqual(expectedOf(fixture.folder));
    const { duplicates = 0, notDue = 0, skipped } = fixture;
    expect(first).toEqual({ accepted: events.length, duplicates, notDue, refused: [], skipped });
  });

  test("brought in again, in whole and in part, changes nothing", async () => {
    await using own = await OwnIntake.open(extending(fixture.extends));
    await own.import("crm", ...files);
    const before = await own.events();
    const again = await own.import("crm", files.at(-1) as string, files.at(-1) as string);
    expect(again).toMatchObject({ accepted: 0, refused: [] });
    expect(await own.events()).toEqual(before);
  });
});

describe("HubSpot, exported again when more has happened", () => {
  const page = (name: string): string => join(FOLDER, "hubspot", name);

  test("given contacts that were merged meanwhile, then the old ones leave the funnel when they were merged", async () => {
    await using own = await OwnIntake.open(extending("hubspot-contact-history"));
    await own.import("crm", page("earlier/page-1.json"));

    const later = await own.import("crm", page("page-1.json"), page("page-2.json"));

    expect(later).toMatchObject({ refused: [], notDue: 0 });
    const left = (await own.events()).filter((event) => "stage" in event && event.stage === "RECYCLED");
    const merged = Date.UTC(2026, 2, 7, 12);
    expect(left).toMatchObject([
      { leadId: "205", reason: "BAD_TIMING" },
      { leadId: "105", occurredAt: merged },
      { leadId: "106", occurredAt: merged },
    ]);
  });

  test("given what was exported earlier, then only what is new is published, whatever owner the contact has today", async () => {
    await using own = await OwnIntake.open(extending("hubspot-contact-history"));
    const first = await own.import("crm", page("earlier/page-1.json"));
    const later = await own.import("crm", page("page-1.json"));
    await using whole = await OwnIntake.open(extending("hubspot-contact-history"));
    const once = await whole.import("crm", page("page-1.json"));

    expect(first).toMatchObject({ accepted: 5, refused: [] });
    // Anna's first two stages and her conversation were there.
    expect(later).toMatchObject({ accepted: once.accepted - 3, duplicates: 3, refused: [] });
  });

  test("given a contact that was deleted, then it leaves the funnel, once", async () => {
    await using own = await OwnIntake.open(extending("hubspot-contact-history"));
    await own.import("crm", page("page-2.json"));
    expect(await own.import("crm", page("archived/page-1.json"))).toMatchObject({ accepted: 1, refused: [] });
    expect((await own.events()).at(-1)).toMatchObject({
      leadId: "107",
      stage: "RECYCLED",
      occurredAt: Date.UTC(2026, 2, 9, 7, 30),
      reason: 'rule deleted: archived is "true"',
    });
    expect(await own.import("crm", page("archived/page-1.json"))).toMatchObject({ accepted: 0, refused: [] });
  });
});

test("Salesforce's Data Loader and its REST pages tell the same", async () => {
  const loader = "  loader:\n    extends: salesforce-data-loader\n    tenantId: { value: acme }\n";
  await using own = await OwnIntake.open(extending("salesforce-lead-history", loader));
  await own.import("crm", join(FOLDER, "salesforce/query-1.json"), join(FOLDER, "salesforce/query-2.json"));
  const before = await own.events();

  const loaded = await own.import("loader", join(FOLDER, "salesforce/data-loader.csv"));

  expect(loaded).toMatchObject({ accepted: 0, duplicates: before.length, refused: [] });
});

describe("a plain CSV", () => {
  const csv = (name: string): string => join(FOLDER, "csv", name);
  const inRome = extending("csv-stage-changes", "    timeZone: Europe/Rome\n");

  test("gives the events that are expected of it", async () => {
    await using own = await OwnIntake.open(inRome);
    await own.import("crm", csv("plain.csv"));
    const events = (await own.events()).map((event) => JSON.parse(formatInput(event)) as unknown);
    expect(events).toEqual(expectedOf("csv"));
  });

  test.each(["bom-semicolons-reordered.csv", "excel-dates.tsv", "two-time-zones.csv"])(
    "tells the same as %s",
    async (name) => {
      await using own = await OwnIntake.open(inRome);
      await own.import("crm", csv("plain.csv"));
      const before = await own.events();

      const other = await own.import("crm", csv(name));

      expect(other).toMatchObject({ accepted: 0, refused: [] });
      expect(other.duplicates).toBeGreaterThanOrEqual(before.length);
      expect(await own.events()).toEqual(before);
    },
  );

  test("given rows with faults, each is told with its line, and the others are taken", async () => {
    await using own = await OwnIntake.open(inRome);
    const { refused, ...counts } = await own.import("crm", csv("with-faults.csv"));

    expect(counts).toEqual({ accepted: 2, duplicates: 1, notDue: 0, skipped: 0 });
    expect(refused).toEqual([
      expect.stringMatching(/^line 3: leadId: /),
      expect.stringMatching(/^line 4: stage: /),
      expect.stringMatching(/^line 5: occurredAt: found "31.02.2026 09:00"/),
      expect.stringMatching(/^line 6: occurredAt: found "soon"/),
      expect.stringMatching(/^line 8: .*7 cells/),
      expect.stringMatching(/^line 9: .*2 cells/),
      expect.stringMatching(/^UNKNOWN_STAGE: .*Mql\?/),
      expect.stringMatching(/^CONFLICTING_DUPLICATE: /),
    ]);
  });

  test("given a file that Excel wrote in the west, then its encoding is asked for, and is enough", async () => {
    await using own = await OwnIntake.open(inRome);
    await expect(own.import("crm", csv("windows-1252.csv"))).rejects.toThrow("csv: { encoding: windows-1252 }");

    await using told = await OwnIntake.open(extending("csv-stage-changes", "    csv: { encoding: windows-1252 }\n"));
    await told.import("crm", csv("windows-1252.csv"));
    expect(await told.events()).toMatchObject([{ leadId: "l-3", ownerId: "Jürgen Müller" }]);
  });
});
