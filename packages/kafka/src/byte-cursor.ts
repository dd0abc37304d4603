/** Reads the numbers of Kafka's protocol from bytes, in order. Offsets and timestamps as numbers: they stay below 2^53. */
export class ByteCursor {
  readonly bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  int8(): number {
    return this.bytes.readInt8(this.position++);
  }

  int16(): number {
    const value = this.bytes.readInt16BE(this.position);
    this.position += 2;
    return value;
  }

  int32(): number {
    const value = this.bytes.readInt32BE(this.position);
    this.position += 4;
    return value;
  }

  int64(): number {
    const value = this.bytes.readInt32BE(this.position) * 0x1_0000_0000 + this.bytes.readUInt32BE(this.position + 4);
    this.position += 8;
    return value;
  }

  /** Zigzag, up to 2^53. */
  varint(): number {
    let byte = this.bytes[this.position++] ?? 0;
    let raw = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
      byte = this.bytes[this.position++] ?? 0;
      raw += (byte & 0x7f) * factor;
    }
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  string(): string {
    const length = this.int16();
    return length < 0 ? "" : this.view(length).toString();
  }

  /** So many bytes, not copied. */
  view(length: number): Buffer {
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }
}
