import { InvalidArgumentError } from "commander";

/** The value of an option --partitions: 1 to 256. Throws InvalidArgumentError, which commander tells with the option's name. */
export function partitionCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 256) {
    throw new InvalidArgumentError("expected a whole number from 1 to 256.");
  }
  return count;
}
