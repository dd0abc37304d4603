/** One question to the API, and the three ways in which it can end. */
import type { Problem } from "@stagefold/http/problem";
import { authorization, tokenWanted } from "./token.ts";

export type Answer<T> =
  | { readonly kind: "data"; readonly data: T }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "unreachable"; readonly why: string };

/** Asks for JSON. Never throws but for `signal`'s abort. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<Answer<T>> {
  let response: Response;
  try {
    const headers = { accept: "application/json", ...authorization() };
    // The browser keeps the answer with its ETag, and asks only whether it still holds.
    response = await fetch(url, { headers, cache: "no-cache", ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    return { kind: "unreachable", why: String(error) };
  }
  if (response.status === 401) tokenWanted.value = true;
  try {
    if (response.ok) return { kind: "data", data: (await response.json()) as T };
    return { kind: "refused", problem: await problemOf(response) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { kind: "unreachable", why: String(error) };
  }
}

/** What a refusal says; of one that is no problem+json (a proxy's, say), what can be told. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    const body = (await response.json()) as Partial<Problem>;
    if (typeof body.title === "string" && typeof body.detail === "string") return body as Problem;
  }
  return {
    type: "about:blank",
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: "The answer came from something before the API, which said no more. Try again, or ask who runs it.",
    code: `HTTP ${response.status}`,
  };
}
