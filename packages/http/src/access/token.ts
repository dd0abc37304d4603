/**
 * Bearer tokens: 256 random bits, of which the server knows the SHA-256 alone. So many bits need no salt and no slow
 * hash: they cannot be guessed.
 */
import { createHash, randomBytes } from "node:crypto";

/** A token that nobody has had yet. */
export function newToken(): string {
  return `stf_${randomBytes(32).toString("base64url")}`;
}

/** What the server keeps of a token: hexadecimal, lower case. Pure. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
