/**
 * Compressions that Kafka knows, for kafkajs, which brings gzip alone.
 *
 * All of them are read, since others choose for the topics that we read, and a broker may be told to compress
 * again. Snappy is not written: gzip and zstd are smaller, lz4 as fast.
 */
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import kafkajs from "kafkajs";
import { compressFrame, decompressFrame } from "lz4-napi";
import { uncompress } from "snappy";

const { CompressionCodecs, CompressionTypes } = kafkajs;

/** How what is written is compressed. */
export type Compression = "none" | "gzip" | "zstd" | "lz4";

/** kafkajs' name of a compression. */
export function compressionType(compression: Compression): number {
  return {
    none: CompressionTypes.None,
    gzip: CompressionTypes.GZIP,
    zstd: CompressionTypes.ZSTD,
    lz4: CompressionTypes.LZ4,
  }[compression];
}

interface Encoded {
  readonly buffer: Buffer;
}

const toZstd = promisify(zstdCompress);
const fromZstd = promisify(zstdDecompress);

CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: ({ buffer }: Encoded) => toZstd(buffer),
  decompress: (bytes: Buffer) => fromZstd(bytes),
});
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: ({ buffer }: Encoded) => compressFrame(buffer),
  decompress: (bytes: Buffer) => decompressFrame(bytes),
});
CompressionCodecs[CompressionTypes.Snappy] = () => ({
  compress() {
    throw new Error("snappy is not written");
  },
  decompress: fromSnappy,
});

/** Java's clients write blocks with their lengths behind a head; others one block without. */
const JAVA_HEAD = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
/** The head's eight bytes, and two versions. */
const JAVA_HEAD_SIZE = 16;

async function fromSnappy(bytes: Buffer): Promise<Buffer> {
  if (!bytes.subarray(0, JAVA_HEAD.length).equals(JAVA_HEAD)) return block(bytes);
  const blocks: Buffer[] = [];
  for (let at = JAVA_HEAD_SIZE; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    blocks.push(await block(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

async function block(bytes: Buffer): Promise<Buffer> {
  return (await uncompress(bytes, { asBuffer: true })) as Buffer;
}
