import { spawn } from "node:child_process";

/** Runs a program to its end. Throws with what it wrote where it fails, or with `remedy` where it is missing. */
export async function runProgram(
  program: string,
  options: readonly string[],
  folder: string,
  remedy: string,
): Promise<void> {
  const child = spawn(program, options, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const written: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => written.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => written.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "ENOENT"
          ? new Error(`the tests on Kafka need ${program}: ${remedy}, or set KAFKA_BROKERS to a broker that runs`)
          : cause,
      ),
    );
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${Buffer.concat(written).toString()}`);
}
