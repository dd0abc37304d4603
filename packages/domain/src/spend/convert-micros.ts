/** Money in another currency: SEMANTICS 7, "Spend". */
import type { ExactDecimal } from "../config/config.ts";

/** `amountMicros` times `rate`, exactly, then rounded to whole micros, half away from zero. Pure. */
export function convertMicros(amountMicros: bigint, rate: ExactDecimal): bigint {
  const scale = 10n ** BigInt(rate.scale);
  const product = amountMicros * rate.digits;
  const half = product < 0n ? -scale : scale;
  // Division of bigints cuts towards zero, so half a unit away from zero rounds as asked.
  return (2n * product + half) / (2n * scale);
}
