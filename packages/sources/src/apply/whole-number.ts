import { type Long, toLong } from "@stagefold/domain";

const WHOLE = /^[+-]?\d{1,20}$/;
const LARGEST = 2n ** 63n - 1n;

/** A whole number of 64 bits, exactly; null: it is none. Pure. */
export function parseLong(text: string): Long | null {
  if (!WHOLE.test(text)) return null;
  const exact = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return exact > LARGEST || exact < -LARGEST - 1n ? null : toLong(exact);
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SALESFORCE_ID = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/;
/** Before it stand the kind of record and the machine. */
const NUMBER_STARTS = 6;
const NUMBER_ENDS = 15;

/** The running number in the id of a Salesforce record: of ids of one kind, the later one's is the larger. null: no such id. Pure. */
export function salesforceNumber(id: string): Long | null {
  if (!SALESFORCE_ID.test(id)) return null;
  let number = 0n;
  for (const digit of id.slice(NUMBER_STARTS, NUMBER_ENDS)) number = number * 62n + BigInt(DIGITS.indexOf(digit));
  return toLong(number);
}
