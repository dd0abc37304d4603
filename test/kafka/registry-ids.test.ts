/** What is learned of a registry, and what is not concluded from its answers. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistryIds, openSchemaRegistry, type RecordSchema, type RegistryIds, subjectOf } from "@stagefold/kafka";
import { beforeEach, expect, inject, onTestFinished, test } from "vitest";

const registry = openSchemaRegistry({ url: inject("registry") });
/** Nobody listens there. */
const away = openSchemaRegistry({ url: "http://127.0.0.1:1" });

let cacheFile: string;
let own: RecordSchema;
let ids: readonly [own: number, writer: number];

/** A record that no other test has, as we know it and as somebody else writes it. */
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-ids-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cacheFile = join(folder, "schemas.json");
  own = { record: "Thing", topic: `things-${randomUUID()}`, schema: schemaOf("ours") };
  const subject = subjectOf(own);
  ids = [await registry.register(subject, own.schema), await registry.register(subject, schemaOf("theirs"))];
});

function schemaOf(doc: string): string {
  return `{"type":"record","name":"Thing","namespace":"test","doc":"${doc} ${randomUUID()}","fields":[]}`;
}

const open = (from = registry): Promise<RegistryIds> => openRegistryIds({ registry: from, own: [own], cacheFile });

test("given numbers of writers, when they are learned, then their schemas are known as they were registered", async () => {
  const known = await open();
  expect([known.idOf("Thing"), known.schemaOf(ids[0])]).toEqual([ids[0], own.schema]);
  expect([known.isSettled(ids[1]), known.schemaOf(ids[1])]).toEqual([false, undefined]);

  await known.learn([ids[1], ids[0], ids[1]]);

  expect(known.isSettled(ids[1])).toBe(true);
  expect(known.schemaOf(ids[1])).toContain("theirs");
});

test("given numbers that no schema has, when they are asked for, then that is settled too", async () => {
  const known = await open();
  const [unknown, beyond] = [2_000_000_000, 4_294_967_295];

  await known.learn([unknown, beyond]);

  expect([unknown, beyond].map(known.isSettled)).toEqual([true, true]);
  expect([unknown, beyond].map(known.schemaOf)).toEqual([undefined, undefined]);
});

test("given a registry that has lost our schemas, when a number is unknown to it, then nothing follows from that", async () => {
  const known = await open();
  const subject = `${registry.url}/subjects/${subjectOf(own)}`;
  await fetch(subject, { method: "DELETE" });

  await expect(known.learn([2_000_000_000])).rejects.toMatchObject({ code: "STF-REG-001", disposition: "retry" });
  expect(known.isSettled(2_000_000_000)).toBe(false);
});

test("given what was kept, when the registry is away, then that is known; and what is new is an error that passes", async () => {
  const before = await open();
  await before.learn([ids[1]]);
  // The same registry, at an address where nobody answers now.
  writeFileSync(cacheFile, readFileSync(cacheFile, "utf8").replace(registry.url, away.url));

  const known = await open(away);

  expect(known.idOf("Thing")).toBe(ids[0]);
  expect(known.schemaOf(ids[1])).toContain("theirs");
  await expect(known.learn([77])).rejects.toMatchObject({ code: "STF-REG-001", disposition: "retry" });
});

test.each([
  ["of another registry", (text: string) => text],
  ["damaged", (text: string) => text.replace(registry.url, away.url).slice(0, -9)],
])("given a file %s, when the registry is away, then it counts for nothing", async (_, change) => {
  await open();
  writeFileSync(cacheFile, change(readFileSync(cacheFile, "utf8")));

  await expect(open(away)).rejects.toMatchObject({ code: "STF-REG-001", disposition: "retry" });
});

test("given a registry that was made anew at its address, when its numbers are others, then what was kept of the former is forgotten", async () => {
  const before = await open();
  await before.learn([ids[1]]);
  writeFileSync(cacheFile, readFileSync(cacheFile, "utf8").replace(`"id":${ids[0]}`, `"id":${ids[0] + 1_000_000}`));

  const known = await open();

  expect(known.isSettled(ids[1])).toBe(false);
});

test("given a schema of ours that is not registered, when the numbers are looked up, then it is named", async () => {
  const other = { ...own, record: "Other", topic: "nowhere" };

  await expect(openRegistryIds({ registry, own: [own, other], cacheFile })).rejects.toThrow(/nowhere-test\.Thing/);
});

test("given a file that cannot be written, when something is learned, then it is known all the same, and somebody is told", async () => {
  const trouble: unknown[] = [];
  const options = { registry, own: [own], cacheFile: join(cacheFile, "no-folder") };
  const known = await openRegistryIds({ ...options, onCacheTrouble: (error) => trouble.push(error) });

  await known.learn([ids[1]]);

  expect(known.schemaOf(ids[1])).toContain("theirs");
  expect(trouble).toHaveLength(2);
});
