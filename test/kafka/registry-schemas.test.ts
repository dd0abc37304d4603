/** `stagefold schemas register | check` on a registry of the test's own. */
import { SCHEMAS } from "@stagefold/codec";
import { openSchemaRegistry, subjectOf } from "@stagefold/kafka";
import { RECORD_SCHEMAS } from "@stagefold/service";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ran, stagefold, temporaryFolder } from "../cli/executable.ts";
import { NO_OWN_SERVERS, startOwnRegistry } from "./neighbours/own-servers.ts";
import type { Server } from "./neighbours/server.ts";

const SUBJECTS = RECORD_SCHEMAS.map(subjectOf);
const TARGETS = "funnel-targets-stagefold.target.TargetSet";

describe.skipIf(NO_OWN_SERVERS !== null)("stagefold schemas", () => {
  let server: Server;

  beforeAll(async () => {
    server = await startOwnRegistry();
  });
  afterAll(() => server.remove());

  const schemas = (command: string, ...options: string[]): Promise<Ran> =>
    stagefold(["schemas", command, "--registry", server.address, ...options], { cwd: temporaryFolder() });
  const ask = (path: string, method = "GET"): Promise<Response> => fetch(`${server.address}${path}`, { method });

  test("given an empty registry, when it is checked, then everything is missing, and nothing is there afterwards", async () => {
    const { code, stdout } = await schemas("check");

    expect(code).toBe(1);
    expect(stdout.trim().split("\n")).toEqual(SUBJECTS.map((subject) => `${subject}: missing`));
    expect(await (await ask("/subjects")).json()).toEqual([]);
  });

  test("given a subject with a schema that ours cannot follow, when the schemas are registered, then none is, and the subject is named and why", async () => {
    const registry = openSchemaRegistry({ url: server.address });
    const ours = JSON.parse(SCHEMAS.TargetSet) as { readonly fields: readonly { readonly name: string }[] };
    const fields = [...ours.fields.filter(({ name }) => name !== "target"), { name: "goal", type: "double" }];
    await registry.register(TARGETS, JSON.stringify({ ...ours, fields }));

    const checked = await schemas("check");
    const registered = await schemas("register");

    expect([checked.code, registered.code]).toEqual([1, 1]);
    expect(checked.stdout).toContain(
      `${TARGETS}: incompatible with what is registered\n  reading what version 1 wrote:`,
    );
    expect(registered.stdout).toMatch(/the registry says: .*\nnothing was registered\n$/s);
    expect(registered.stdout.match(/incompatible with/g)).toHaveLength(1);
    expect(await (await ask("/subjects")).json()).toEqual([TARGETS]);
    await ask(`/subjects/${TARGETS}`, "DELETE");
  });

  test("given nothing in the way, when the schemas are registered twice, then under the same numbers, each FULL_TRANSITIVE, and a check is content", async () => {
    const first = await schemas("register");
    const second = await schemas("register");
    const checked = await schemas("check");

    expect([first.code, second.code, checked.code]).toEqual([0, 0, 0]);
    expect(first.stdout.match(/: registered as \d+$/gm)).toHaveLength(SUBJECTS.length);
    expect(second.stdout).toBe(first.stdout.replaceAll(": registered as", ": was there as"));
    expect(checked.stdout).toBe(first.stdout);
    const levels = SUBJECTS.map(async (subject) => (await (await ask(`/config/${subject}`)).json()) as object);
    expect(await Promise.all(levels)).toEqual(SUBJECTS.map(() => ({ compatibilityLevel: "FULL_TRANSITIVE" })));
  });

  test("given a subject whose compatibility somebody loosened, when it is checked, then that is said, and registering mends it", async () => {
    const registry = openSchemaRegistry({ url: server.address });
    await schemas("register");
    await registry.setLevel(TARGETS, "NONE");

    const checked = await schemas("check");
    const mended = [await schemas("register"), await schemas("check")];

    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/TargetSet: registered as \d+, but its compatibility is NONE, not FULL_TRANSITIVE/);
    expect(mended.map(({ code }) => code)).toEqual([0, 0]);
  });

  test("given a registry that is not there, when the schemas are checked, then it says where it looked; without one, what is missing", async () => {
    const away = await stagefold(["schemas", "check", "--registry", "http://127.0.0.1:1"], { cwd: temporaryFolder() });
    const none = await stagefold(["schemas", "check", "--registry", ""], { cwd: temporaryFolder() });

    expect(away.code).toBe(1);
    expect(away.stderr).toMatch(/the schema registry at http:\/\/127\.0\.0\.1:1 does not answer \(.*ECONNREFUSED/);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("SCHEMA_REGISTRY_URL: expected");
  });
});
