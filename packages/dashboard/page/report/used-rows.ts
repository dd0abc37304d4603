/**
 * The rows from the first one that holds something on: before it there was nothing to report. At least the last one
 * stays. Pure.
 */
export function usedRows<T>(rows: readonly T[], isUsed: (row: T) => boolean): readonly T[] {
  const first = rows.findIndex(isUsed);
  return rows.slice(first === -1 ? -1 : first);
}
