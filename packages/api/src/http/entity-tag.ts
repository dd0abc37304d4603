/** Entity tags: RFC 9110, sections 8.8.3 and 13.1.2. */
import { createHash } from "node:crypto";

/** A strong tag of these parts. Pure. */
export function entityTag(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return `"${hash.digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-None-Match header names the tag, by weak comparison. Pure. */
export function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return [...ifNoneMatch.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, named]) => named === tag);
}
