import { z } from "zod";

/** An ISO 8601 duration within limits, as ms. One of months or years has no length of its own and is refused. */
export function durationMs(least: number, most: number) {
  return z.string().transform((text, context) => {
    try {
      const ms = Temporal.Duration.from(text).total("milliseconds");
      if (ms >= least && ms <= most) return ms;
    } catch {
      // Said below, as a duration that is too long or too short is.
    }
    context.addIssue({ code: "custom", message: "not such a duration" });
    return z.NEVER;
  });
}
