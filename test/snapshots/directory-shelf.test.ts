import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ShelfUnavailableError, type SnapshotShelf, shelfAt } from "@stagefold/snapshots";
import { expect, onTestFinished, test } from "vitest";
import { shelfContract } from "./shelf-contract.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-shelf-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function shelfIn(directory: string): Promise<SnapshotShelf> {
  return shelfAt({ kind: "directory", directory });
}

shelfContract("a directory", () => shelfIn(join(newFolder(), "made", "when needed")));

test("given what a crash left of a put, when the next one comes, then it is gone, and was never listed", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "log"));
  writeFileSync(join(folder, "log", ".half.partial"), "half");
  const shelf = await shelfIn(folder);
  const file = join(folder, "content");
  writeFileSync(file, "whole");

  expect(await shelf.list("log")).toEqual([]);
  await shelf.put("log/1", file);

  expect(readdirSync(join(folder, "log"))).toEqual(["1"]);
});

test("given a file where the directory should be, when it is used, then it says where and what to check", async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  const shelf = await shelfIn(file);

  await expect(shelf.put("log/1", file)).rejects.toThrow(ShelfUnavailableError);
  await expect(shelf.list("log")).rejects.toThrow(file);
});
