/**
 * Snapshots in a bucket of an S3-compatible store.
 *
 * An object appears whole or not at all, large ones from parts that are sent side by side. Credentials are found as
 * the AWS SDK finds them: environment, shared files, the identity of the machine or pod. The SDK tries again by
 * itself, some times.
 */
import { createReadStream } from "node:fs";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { BrokenSnapshotError, ShelfUnavailableError } from "./errors.ts";
import type { S3Location } from "./shelf-location.ts";
import type { SnapshotShelf } from "./snapshot-shelf.ts";

/** A part of a large object; also what is in memory of it, times the number of parts under way. */
const PART_BYTES = 8 << 20;
const PARTS_AT_A_TIME = 3;
const CONNECTION_TIMEOUT_MS = 5_000;
/** Without a byte for so long, a request has failed. */
const SILENCE_TIMEOUT_MS = 30_000;

/** The shelf in a bucket; nothing is connected before the first call. */
export function s3Shelf({ bucket, prefix, endpoint, region, forcePathStyle }: S3Location): SnapshotShelf {
  const client = new S3Client({
    forcePathStyle,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
    // Other stores than Amazon's do not all know the checksums; a snapshot has its own.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(endpoint === null ? {} : { endpoint }),
    ...(region === null ? {} : { region }),
  });
  const start = prefix === "" ? "" : `${prefix}/`;
  const place = `s3://${bucket}/${prefix}`;
  const keyOf = (name: string): string => `${start}${name}`;
  const abortable = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal });
  const failure = (what: string, cause: unknown, signal: AbortSignal | undefined): unknown =>
    signal?.aborted ? signal.reason : new ShelfUnavailableError(what, cause);

  return {
    place,
    async put(name, file, signal) {
      signal?.throwIfAborted();
      const params = { Bucket: bucket, Key: keyOf(name), Body: createReadStream(file) };
      const upload = new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_A_TIME });
      const abort = (): void => void upload.abort();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        await upload.done();
      } catch (cause) {
        throw failure(`writing the snapshot ${place}/${name}`, cause, signal);
      } finally {
        signal?.removeEventListener("abort", abort);
        params.Body.destroy();
      }
    },
    async list(folder, signal) {
      const within = `${keyOf(folder)}/`;
      const names: string[] = [];
      try {
        const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: within }, abortable(signal));
        for await (const { Contents = [] } of pages) {
          for (const { Key = "" } of Contents) {
            if (!Key.slice(within.length).includes("/")) names.push(Key.slice(start.length));
          }
        }
      } catch (cause) {
        throw failure(`looking for snapshots in ${place}/${folder}`, cause, signal);
      }
      return names.sort();
    },
    async *get(name, signal) {
      try {
        const request = new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) });
        const { Body } = await client.send(request, abortable(signal));
        if (Body === undefined) throw new Error("the answer has no body");
        yield* Body as unknown as AsyncIterable<Uint8Array>;
      } catch (cause) {
        if (cause instanceof S3ServiceException && cause.name === "NoSuchKey")
          throw new BrokenSnapshotError(name, "it is not there any more", cause);
        throw failure(`reading the snapshot ${place}/${name}`, cause, signal);
      }
    },
    async delete(name, signal) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(name) }), abortable(signal));
      } catch (cause) {
        throw failure(`deleting the snapshot ${place}/${name}`, cause, signal);
      }
    },
  };
}
