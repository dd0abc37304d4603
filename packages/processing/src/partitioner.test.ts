import { describe, expect, it } from "vitest";
import { murmur2, partitionOf } from "./partitioner.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("partitionOf", () => {
  // The hashes that Kafka's own tests expect of its Java client.
  it.each([
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ])("hashes %s as the Java client does", (key, hash) => {
    expect(murmur2(ascii(key))).toBe(hash);
  });

  it("gives a partition that exists, whatever the hash's sign", () => {
    expect(partitionOf(ascii("foobar"), 12)).toBe((-790332482 & 0x7fffffff) % 12);
    expect(partitionOf(ascii("abc"), 12)).toBe(479470107 % 12);
    expect(partitionOf(ascii("abc"), 1)).toBe(0);
  });
});
