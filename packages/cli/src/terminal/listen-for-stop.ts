/**
 * SIGINT and SIGTERM as an AbortSignal: the first asks to come to an end, and `onStop` says so; a second one ends the
 * process at once.
 */
export function listenForStop(onStop: () => void): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(1);
    onStop();
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, listener);
  return {
    signal: controller.signal,
    release() {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, listener);
    },
  };
}
