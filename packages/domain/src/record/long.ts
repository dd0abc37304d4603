/**
 * A 64-bit integer, exact: a `number` while it is a safe integer, a `bigint` beyond.
 *
 * The form is canonical (never a bigint that a number could hold), so `===` compares two longs
 * and `<` orders them, mixed or not.
 */
export type Long = number | bigint;

/** The canonical form of `value`. Pure. */
export function toLong(value: bigint): Long {
  const narrow = Number(value);
  return Number.isSafeInteger(narrow) ? narrow : value;
}
