/** An amount over the days it was spent on: SEMANTICS 7, "Spend". */

/**
 * What each day of `firstDay` to `lastDay` (inclusive, in order) gets of the amount, in whole micros that
 * add up to it: equal shares, the remainder one micro a day from the first day on (of a negative amount
 * one negative micro). 0 on other days. Pure.
 */
export function spreadMicros(amountMicros: bigint, firstDay: number, lastDay: number): (day: number) => bigint {
  const days = BigInt(lastDay - firstDay + 1);
  const share = amountMicros / days;
  // The remainder has the sign of the amount.
  const remainder = Number(amountMicros % days);
  const first = remainder === 0 ? share : share + (remainder < 0 ? -1n : 1n);
  const daysWithMore = Math.abs(remainder);
  return (day) => {
    if (day < firstDay || day > lastDay) return 0n;
    return day - firstDay < daysWithMore ? first : share;
  };
}
