import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseShelfLocation, ShelfUnavailableError, type SnapshotShelf, shelfAt } from "@stagefold/snapshots";
import { beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { shelfContract } from "../snapshots/shelf-contract.ts";
import { createBucket } from "./object-store/create-bucket.ts";

const endpoint = inject("s3Endpoint");
const bucket = `stagefold-${randomUUID()}`;

beforeAll(() => createBucket(endpoint, bucket));

function shelfIn(place: string, at = endpoint): Promise<SnapshotShelf> {
  const location = parseShelfLocation(`s3://${place}?endpoint=${at}&region=us-east-1&forcePathStyle=true`);
  if (location === null) throw new Error(`no location: ${place}`);
  return shelfAt(location);
}

function smallFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-shelf-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "content");
  writeFileSync(file, "content");
  return file;
}

shelfContract("a bucket", () => shelfIn(`${bucket}/${randomUUID()}/snapshots/`));

test("given a bucket that is not there, when it is used, then it says which and why", async () => {
  const shelf = await shelfIn("stagefold-nowhere/snapshots");

  await expect(shelf.list("log")).rejects.toThrow(ShelfUnavailableError);
  await expect(shelf.put("log/1", smallFile())).rejects.toThrow(/s3:\/\/stagefold-nowhere.*NoSuchBucket/);
});

test("given a server that is away, when it is used, then that is said, and what to check", async () => {
  const shelf = await shelfIn(`${bucket}/x`, "http://127.0.0.1:1");

  await expect(shelf.list("log")).rejects.toThrow(/ECONNREFUSED.*check that the place of the snapshots/);
});
