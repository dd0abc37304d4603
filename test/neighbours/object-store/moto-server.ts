/**
 * An S3-compatible server for tests: moto's, from PyPI, installed once per machine into a folder of its own. It
 * keeps what it is given in memory.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { pythonWith } from "../python-packages.ts";

/** 140 MB, half a minute. */
const MOTO = {
  name: "moto-5.2.5",
  packages: ["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.2"],
  needed: "the tests on an object store, unless STAGEFOLD_TEST_S3 names the endpoint of an S3-compatible one,",
};

export interface ObjectStore {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts the server and waits until it listens. Throws, in a line, where Python is missing. */
export async function startMotoServer(): Promise<ObjectStore> {
  const python = await pythonWith(MOTO);
  // It takes a free port and says which.
  const server = ["-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"];
  const child = spawn(python, server, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const endpoint = /Running on (http:\S+)/.exec(line)?.[1];
    if (endpoint === undefined) continue;
    child.stderr.resume();
    return { endpoint, stop };
  }
  throw new Error(`moto's server did not start:\n${said.join("\n")}`);
}
