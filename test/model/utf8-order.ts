/** Less than 0 where `a` comes before `b` by the bytes of its UTF-8 form: the order of ids in SEMANTICS 3 and 7. */
export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
