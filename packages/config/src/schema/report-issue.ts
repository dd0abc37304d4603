import type { z } from "zod";
import type { Report } from "../key-path.ts";
import { unknownKeySentence } from "./shapes.ts";

/** Reports what a schema found, each unknown key by itself. */
export function reportIssue(issue: z.core.$ZodIssue, report: Report): void {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code !== "unrecognized_keys") report(path, issue.message);
  else for (const key of issue.keys) report([...path, key], unknownKeySentence(key, issue));
}
