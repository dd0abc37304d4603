/**
 * What a slot of FileWriter holds: frames, each a line as text or a published record as it stands in the log.
 *
 * A record is made into its line by the thread that writes it: its bytes are half as many as the line's, and
 * making lines is a third of a replay's work.
 */

/** Length and kind, in four bytes. */
export const FRAME_HEAD = 4;
const TEXT = 0x8000_0000;

export type FrameKind = "text" | "record";

/** Writes a frame of `length` bytes at `at`; the bytes follow the head. */
export function writeFrameHead(buffer: Buffer, at: number, kind: FrameKind, length: number): void {
  buffer.writeUInt32LE(kind === "text" ? length + TEXT : length, at);
}

/** The frames in the first `end` bytes; each is a view of `buffer`. */
export function* framesOf(buffer: Buffer, end: number): Iterable<{ readonly kind: FrameKind; readonly bytes: Buffer }> {
  for (let at = 0; at < end; ) {
    const head = buffer.readUInt32LE(at);
    const length = head >= TEXT ? head - TEXT : head;
    at += FRAME_HEAD;
    yield { kind: head >= TEXT ? "text" : "record", bytes: buffer.subarray(at, at + length) };
    at += length;
  }
}
