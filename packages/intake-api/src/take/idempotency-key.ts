/** Idempotency-Key: what names the events of a request that have no ids, and says that it is the same request. */
import { createHash } from "node:crypto";
import { BAD_REQUEST, HttpProblem } from "@stagefold/http";
import type { IdempotencyKeys } from "@stagefold/intake";
import type { FastifyRequest } from "fastify";
import { OTHER_BODY } from "../problem/intake-problems.ts";

const LONGEST = 200;

/** The header's text, quoted or not; null: it is not there. Throws 400 where it is no key. */
export function idempotencyKey(request: FastifyRequest): string | null {
  const value = request.headers["idempotency-key"];
  if (value === undefined) return null;
  const key = String(value)
    .trim()
    .replace(/^"(.*)"$/, "$1");
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= LONGEST) return key;
  const detail = `Idempotency-Key: expected 1 to ${LONGEST} characters of ASCII without spaces`;
  throw new HttpProblem(BAD_REQUEST, detail, { parameter: "Idempotency-Key" });
}

/** Throws 422 where the caller sent the key before to this address, with another body. */
export function assertSameBody(request: FastifyRequest, key: string, body: Buffer, keys: IdempotencyKeys): void {
  const { pathname } = new URL(request.url, "http://intake");
  const hash = createHash("sha256").update(body).digest("base64url");
  if (keys.note(JSON.stringify([request.caller?.name ?? null, pathname, key]), hash) !== "other") return;
  const detail = `Idempotency-Key ${key} came with another body within the last 7 days: each body needs a key of its own`;
  throw new HttpProblem(OTHER_BODY, detail, { parameter: "Idempotency-Key" });
}
