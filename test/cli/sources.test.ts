/** `stagefold check-config` with sources, and `stagefold sources`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stagefold } from "./executable.ts";

const TENANTS = `tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL }
`;

const BODY = `tenantId: { value: acme }
extends: csv-stage-changes
tests:
  - name: a row
    csv: |
      lead_id,stage,changed_at
      7,MQL,2026-03-02 10:00
    expect:
      - { type: LeadStageChanged, leadId: "7", stage: MQL, occurredAt: "2026-03-02T09:00:00Z" }
`;

const cwd = mkdtempSync(join(tmpdir(), "stagefold-cli-sources-"));
afterAll(() => rmSync(cwd, { recursive: true }));
writeFileSync(join(cwd, "config.yaml"), TENANTS);
writeFileSync(join(cwd, "crm.yaml"), BODY);
writeFileSync(join(cwd, "broken.yaml"), BODY.replace("stage: MQL", "stage: SQL"));
writeFileSync(join(cwd, "misspelt.yaml"), BODY.replace("acme", "acne"));
const inSources = (body: string): string => `${TENANTS}sources:\n  crm:\n${body.replace(/^/gm, "    ")}`;
writeFileSync(join(cwd, "with-source.yaml"), inSources(BODY));
writeFileSync(join(cwd, "with-broken.yaml"), inSources(BODY.replace("stage: MQL", "stage: SQL")));

test("given a configuration with sources, then check-config runs their tests", async () => {
  expect(await stagefold(["check-config", "with-source.yaml"], { cwd })).toEqual({
    code: 0,
    stdout: "with-source.yaml: good: 1 tenant (acme), 0 SLA policies, 1 source, 1 test passed\n",
    stderr: "",
  });
});

test("given a test that fails, then check-config says where it stands and what came", async () => {
  expect(await stagefold(["check-config", "with-broken.yaml"], { cwd })).toEqual({
    code: 2,
    stdout: "",
    stderr: 'with-broken.yaml:11: sources.crm: test "a row": event 1: stage is "MQL", expected "SQL"\n',
  });
});

test("given a mapping file, then sources test runs its tests", async () => {
  const run = (file: string) => stagefold(["sources", "test", file, "--config", "config.yaml"], { cwd });
  expect(await run("crm.yaml")).toEqual({ code: 0, stdout: "crm.yaml: good: 1 test passed\n", stderr: "" });
  expect(await run("broken.yaml")).toMatchObject({
    code: 2,
    stderr: 'broken.yaml:4: broken: test "a row": event 1: stage is "MQL", expected "SQL"\n',
  });
  expect(await run("misspelt.yaml")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^misspelt\.yaml:1: tenantId\.value: found "acne", .*did you mean "acme"\?$/m),
  });
});

test("given a configuration, then sources list names the shipped ones and its own", async () => {
  const { code, stdout } = await stagefold(["sources", "list", "--config", "with-source.yaml"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^csv-stage-changes: \w.*$/m);
  expect(stdout).toMatch(/^crm: in with-source\.yaml: 1 kind of event, 0 rules, 1 test$/m);
});

test("given a shipped source, then sources show prints it; of another name it says which there are", async () => {
  const { stdout } = await stagefold(["sources", "show", "csv-stage-changes"], { cwd });
  expect(stdout).toContain("type: LeadStageChanged");
  const unknown = await stagefold(["sources", "show", "csv"], { cwd });
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("csv-stage-changes") });
});
