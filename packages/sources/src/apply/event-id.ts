import { hash } from "node:crypto";

/** 132 bits: two of a lead's events meet by chance never. */
const LENGTH = 22;

/**
 * The eventId of an event that is given none: `prefix:` and a hash of what makes the event the one that it is. The same
 * in every process, so that importing twice changes nothing. Pure.
 */
export function derivedId(prefix: string, identity: readonly (string | number | bigint | null)[]): string {
  const text = JSON.stringify(identity.map((part) => (typeof part === "bigint" ? String(part) : part)));
  return `${prefix}:${hash("sha256", text, "base64url").slice(0, LENGTH)}`;
}
