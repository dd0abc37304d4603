/**
 * A store's file as a snapshot and back: the manifest's header, then the file compressed by zstd.
 *
 * What comes out is what went in, or it is refused: length and SHA-256 of the file are in the manifest.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { BrokenSnapshotError, ShelfUnavailableError, SnapshotDiskError } from "./errors.ts";
import { HEADER_BYTES, headerOf, parseHeader, type SnapshotManifest, type SnapshotSubject } from "./manifest.ts";

/** Makes the snapshot of `file` at `packed`, which must not be there. Throws SnapshotDiskError. */
export async function pack(
  subject: SnapshotSubject,
  file: string,
  packed: string,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  const measure = measured();
  try {
    const body = createWriteStream(packed, { flags: "wx", start: HEADER_BYTES });
    await pipeline(createReadStream(file), measure.through, createZstdCompress(), body, { signal });
    const manifest: SnapshotManifest = { form: 1, ...subject, store: measure.taken() };
    const out = await open(packed, "r+");
    try {
      await out.write(headerOf(manifest), 0, HEADER_BYTES, 0);
      await out.sync();
    } finally {
      await out.close();
    }
    return manifest;
  } catch (cause) {
    throw signal?.aborted ? signal.reason : new SnapshotDiskError(packed, cause);
  }
}

/**
 * Makes the store's file at `path`, which must not be there, of the snapshot `name` as it comes from `source`.
 * Throws BrokenSnapshotError where that is not what was packed, SnapshotDiskError, and what `source` throws of a
 * shelf; then the file may be there in part.
 */
export async function unpack(
  name: string,
  source: AsyncIterable<Uint8Array>,
  path: string,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  let manifest: SnapshotManifest | null = null;
  async function* body(): AsyncGenerator<Uint8Array> {
    let header = Buffer.alloc(0);
    for await (const chunk of source) {
      if (manifest !== null) {
        yield chunk;
        continue;
      }
      header = Buffer.concat([header, chunk]);
      if (header.length < HEADER_BYTES) continue;
      manifest = parseHeader(header.subarray(0, HEADER_BYTES));
      if (manifest === null) throw new BrokenSnapshotError(name, "its header is damaged, or of another version");
      yield header.subarray(HEADER_BYTES);
    }
    if (manifest === null) throw new BrokenSnapshotError(name, "it ends within its header");
  }
  const measure = measured(() => manifest?.store.bytes ?? 0);
  try {
    await pipeline(
      body,
      createZstdDecompress(),
      measure.through,
      createWriteStream(path, { flags: "wx", flush: true }),
      {
        signal,
      },
    );
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (cause instanceof BrokenSnapshotError || cause instanceof ShelfUnavailableError) throw cause;
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw new SnapshotDiskError(path, cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BrokenSnapshotError(name, `it cannot be unpacked (${reason})`, cause);
  }
  const { bytes, sha256 } = measure.taken();
  const { store } = manifest as unknown as SnapshotManifest;
  if (bytes !== store.bytes) throw new BrokenSnapshotError(name, `it holds ${bytes} bytes of ${store.bytes}`);
  if (sha256 !== store.sha256) throw new BrokenSnapshotError(name, "its content is not what was written (SHA-256)");
  return manifest as unknown as SnapshotManifest;
}

/** Counts and hashes what goes through; more than `limit` is refused, so that a damaged snapshot cannot fill the disk. */
function measured(limit: () => number = () => Number.POSITIVE_INFINITY) {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        bytes += chunk.length;
        if (bytes > limit()) throw new RangeError("it holds more than it says");
        hash.update(chunk);
        yield chunk;
      }
    },
    taken: () => ({ bytes, sha256: hash.digest("hex") }),
  };
}
