import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderFindings, roomFinding } from "./folder-findings.ts";

test.each([
  [10 << 20, "wrong"],
  [500 << 20, "warning"],
  [8 * (1 << 30), "ok"],
])("given %d free bytes, then the room is %s", (free, level) => {
  expect(roomFinding("/data", free).level).toBe(level);
});

test("given a folder that is not there, or a file in its place, then it can be made, or cannot be written to", () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "file");
  writeFileSync(file, "");

  expect(folderFindings(join(folder, "a", "b"))[0]).toMatchObject({ level: "ok" });
  expect(folderFindings(file)[0]).toMatchObject({
    level: "wrong",
    says: expect.stringContaining("ENOTDIR"),
    remedy: expect.stringContaining("STAGEFOLD_DATA_DIR"),
  });
});
