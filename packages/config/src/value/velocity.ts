import type { VelocityPair } from "@stagefold/domain";
import { type Reading, refuse } from "./reading.ts";

const FORM = 'a pair of two stages as "FROM>TO", FROM a stage or * (the lead\'s beginning), TO another stage';

/** `MQL>SQL` or `*>SQL`; whether the stages exist is not its question (SEMANTICS 7). Pure. */
export function readVelocity(found: unknown): Reading<VelocityPair> {
  const [from, to, ...more] = typeof found === "string" ? found.split(">") : [];
  if (!from || !to || more.length > 0) return refuse(found, FORM);
  if (to === "*" || from === to) return refuse(found, FORM);
  return { value: { from, to } };
}
