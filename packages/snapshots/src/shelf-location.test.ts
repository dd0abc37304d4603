import { describe, expect, it } from "vitest";
import { parseShelfLocation } from "./shelf-location.ts";

describe("where snapshots lie", () => {
  it("may be a directory", () => {
    expect(parseShelfLocation("/var/snapshots")).toEqual({ kind: "directory", directory: "/var/snapshots" });
    expect(parseShelfLocation("file:///var/my%20snapshots")).toEqual({
      kind: "directory",
      directory: "/var/my snapshots",
    });
    expect(parseShelfLocation("snapshots")).toMatchObject({ directory: `${process.cwd()}/snapshots` });
  });

  it("may be a bucket, Amazon's or another's", () => {
    const amazons = { kind: "s3", bucket: "b.1", prefix: "", endpoint: null, region: null, forcePathStyle: false };
    expect(parseShelfLocation("s3://b.1")).toEqual(amazons);
    const other = "s3://b/some/prefix/?endpoint=http://minio:9000&region=eu&forcePathStyle=true";
    expect(parseShelfLocation(other)).toEqual({
      kind: "s3",
      bucket: "b",
      prefix: "some/prefix",
      endpoint: "http://minio:9000",
      region: "eu",
      forcePathStyle: true,
    });
  });

  it.each([
    "",
    "s3:",
    "s3://",
    "s3://bucket?endpoint=minio",
    "s3://bucket?forcePathStyle=yes",
    "s3://bucket?versions=2",
    "s3://bucket?region=a&region=b",
    "s3://key:secret@bucket/prefix",
    "s3://bucket?endpoint=http://key:secret@minio",
    "gs://bucket",
    "file://host/path",
    "https://bucket",
  ])("is not %j", (text) => {
    expect(parseShelfLocation(text)).toBeNull();
  });
});
