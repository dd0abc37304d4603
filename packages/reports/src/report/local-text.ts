/** Instants and lengths of time as people say them. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `15 Mar 2026 09:00` in the time zone. Pure. */
export function localText(instant: number, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return `${at.day} ${MONTHS[at.month - 1]} ${at.year} ${twoDigits(at.hour)}:${twoDigits(at.minute)}`;
}

/** `3 d 4 h`, `2 h 5 min`, `40 s`, `120 ms`: the two largest units. `ms` is at least 0. Pure. */
export function lengthText(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ];
  const parts: string[] = [];
  let left = ms;
  for (const [name, size] of units) {
    const whole = Math.floor(left / size);
    if (whole > 0) parts.push(`${whole} ${name}`);
    else if (parts.length > 0) break;
    left -= whole * size;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? `${left} ms` : parts.join(" ");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
