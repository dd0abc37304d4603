/** The bytes of an input file in chunks: plain or gzipped, or standard input. */
import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const CHUNK = 1 << 20;

/** Counts the bytes read of a file as it stands on disk. */
export type OnBytes = (count: number) => void;

/**
 * The bytes of `file`, `-` for standard input; unpacked where they are gzipped, whatever the name says. Throws what the
 * file system and zlib throw: InputFileError.of says it to a person.
 */
export async function* inputChunks(file: string, onBytes: OnBytes): AsyncGenerator<Buffer> {
  const raw: Readable = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  // Two bytes tell a gzip file, whatever its name is; a pipe may give them one by one.
  while (head.length < 2) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    onBytes(value.length);
    head = Buffer.concat([head, value]);
  }
  const rest = async function* (): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      onBytes(next.value.length);
      yield next.value;
    }
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* rest();
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // Errors of either end come out of the iteration below.
  pipeline(Readable.from(rest()), gunzip, () => {});
  for await (const chunk of gunzip) yield chunk as Buffer;
}
