// Ends with 0 where the process in this container says that it lives, else with 1 and why.
try {
  const answer = await fetch("http://127.0.0.1:8080/livez", { signal: AbortSignal.timeout(4_000) });
  if (!answer.ok) throw new Error(await answer.text());
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  process.exitCode = 1;
}
