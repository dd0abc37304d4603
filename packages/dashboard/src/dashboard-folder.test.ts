import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { dashboardFolder } from "./dashboard-folder.ts";
import { sourceFingerprint } from "./source-fingerprint.ts";

test("given the sources, when the folder is asked for by several at once, then all get the same, whole and compressed too", async () => {
  // As in a clone that has built nothing.
  rmSync(await dashboardFolder(), { recursive: true });
  const folders = await Promise.all([dashboardFolder(), dashboardFolder()]);
  const [folder = ""] = folders;

  expect(new Set(folders).size).toBe(1);
  const page = readFileSync(join(folder, "index.html"));
  const assets = [...page.toString().matchAll(/"\.\/(assets\/[^"]+)"/g)].map(([, path]) => path as string);
  expect(assets.length).toBe(2);
  for (const path of ["index.html", ...assets]) {
    const content = readFileSync(join(folder, path));
    expect(brotliDecompressSync(readFileSync(join(folder, `${path}.br`)))).toEqual(content);
    expect(gunzipSync(readFileSync(join(folder, `${path}.gz`)))).toEqual(content);
  }
  expect(readdirSync(join(folder, "..")).filter((name) => name.includes(".making-"))).toEqual([]);
});

test("given sources, when a file changes, comes or moves, then they have another fingerprint, and else the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-dashboard-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const seen = new Set<string>();
  const look = () => seen.add(sourceFingerprint([folder])).size;

  writeFileSync(join(folder, "a.ts"), "1");
  expect(look()).toBe(1);
  writeFileSync(join(folder, "a.ts"), "2");
  expect(look()).toBe(2);
  writeFileSync(join(folder, "b.ts"), "2");
  expect(look()).toBe(3);
  rmSync(join(folder, "a.ts"));
  expect(look()).toBe(4);
  expect(look()).toBe(4);
});
