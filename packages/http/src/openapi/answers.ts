/** What a route may answer, for the OpenAPI document. */
import type { z } from "zod";
import { PROBLEM_TYPE } from "../problem/answer-problem.ts";
import { problemSchema } from "../problem/problem.ts";

/** By content type. */
export interface AnswerContent {
  readonly schema: z.ZodType;
}

export interface Answer {
  readonly description: string;
  readonly content: Readonly<Record<string, AnswerContent>>;
}

/** A refusal. */
export function problem(description: string): Answer {
  return { description, content: { [PROBLEM_TYPE]: { schema: problemSchema } } };
}

/** Anything else. */
export function answer(description: string, type: string, schema: z.ZodType): Answer {
  return { description, content: { [type]: { schema } } };
}

/** Of every route that asks for a token. */
export const GUARDED_ANSWERS = {
  401: problem("The token is missing or not known (STF-API-002)."),
  403: problem("The token is not good for this (STF-API-014)."),
  421: problem("Without tokens: the request names another host than this machine (STF-API-011)."),
  429: problem("Too many requests (STF-API-008); Retry-After says when to come back."),
  500: problem("The server failed (STF-API-010)."),
} as const;
