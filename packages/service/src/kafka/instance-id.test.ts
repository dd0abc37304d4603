import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { instanceIdOf } from "./instance-id.ts";

let folders: string[];
beforeEach(() => {
  folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), "instance-id-")));
});
afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test("a folder has one name for good, and no two have the same", () => {
  const [one, other] = folders.map(instanceIdOf);

  expect(folders.map(instanceIdOf)).toEqual([one, other]);
  expect(one).toMatch(/^[\da-f-]{36}$/);
  expect(one).not.toBe(other);
});
