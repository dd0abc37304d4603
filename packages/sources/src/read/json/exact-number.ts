/** Numbers of JSON: a double holds whole numbers up to 2^53 only, so larger ones are bigints. */

/** Longer ones are out of every range: what they are exactly means nothing. */
const MAX_DIGITS = 40;

/** The number that `text` writes (as JSON has numbers). Pure. */
export function exactNumber(text: string): number | bigint {
  const number = Number(text);
  if (Number.isSafeInteger(number) || text.length > MAX_DIGITS || !/^-?\d+$/.test(text)) return number;
  return BigInt(text);
}
