/** Bytes of a bad record as a person is shown them. */

const MAX_LENGTH = 1000;

/** At most 1,000 characters, without the line end; what is no UTF-8 shows as U+FFFD. Pure. */
export function shownText(bytes: Buffer): string {
  return bytes
    .subarray(0, 4 * MAX_LENGTH)
    .toString("utf8")
    .replace(/[\r\n]+$/, "")
    .slice(0, MAX_LENGTH);
}

/** A number of bytes that is whole mebibytes. Pure. */
export function sizeText(bytes: number): string {
  return `${bytes / (1 << 20)} MiB`;
}
