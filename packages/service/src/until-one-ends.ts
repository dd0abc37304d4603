/**
 * Runs them side by side, each until its signal is aborted; where one ends, the others are told to. Throws what the first
 * that failed threw, once all have ended.
 */
export async function untilOneEnds(
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const ended = works.map((work) => work(until).finally(() => over.abort()));
  const failed = (await Promise.allSettled(ended)).find((work) => work.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
