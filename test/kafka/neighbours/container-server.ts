/** A server in a container of Docker. */
import { type GenericContainer, getContainerRuntimeClient } from "testcontainers";
import type { Server } from "./server.ts";
import { untilAnswers } from "./until-answers.ts";

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_S = 10;

/** Whether a Docker daemon answers: at DOCKER_HOST, or where they usually listen. */
export async function dockerAnswers(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

/** The host at which containers' ports are found. */
export async function containersHost(): Promise<string> {
  const { info } = await getContainerRuntimeClient();
  // The name may also mean an address of IPv6, where nobody listens.
  return info.containerRuntime.host === "localhost" ? "127.0.0.1" : info.containerRuntime.host;
}

/** Starts it and waits until it answers. Its port on the host must be a fixed one, so that it keeps it over a stop. */
export async function startContainer(
  image: GenericContainer,
  address: string,
  probe: () => Promise<void>,
): Promise<Server> {
  const said: string[] = [];
  const started = await image
    .withStartupTimeout(START_LIMIT_MS)
    .withLogConsumer((lines) => lines.on("data", (line) => said.push(String(line))))
    .start()
    .catch((cause: unknown) => {
      throw new Error(`the container at ${address} did not start:\n${said.join("").slice(-4_000)}`, { cause });
    });
  const { container: containers } = await getContainerRuntimeClient();
  const container = containers.getById(started.getId());
  const log = async (): Promise<string> => textOf(await container.logs({ stdout: true, stderr: true }));
  const remove = async (): Promise<void> => {
    await container.remove({ force: true, v: true });
  };
  const answering = async (): Promise<void> => {
    try {
      await untilAnswers(probe, async () => !(await container.inspect()).State.Running);
    } catch (cause) {
      throw new Error(`the container at ${address} did not start:\n${(await log()).slice(-4_000)}`, { cause });
    }
  };
  try {
    await answering();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    address,
    log,
    remove,
    async stop(signal) {
      // Docker gives no signals to what is frozen.
      if ((await container.inspect()).State.Paused) await container.unpause();
      if (signal === "SIGTERM") await container.stop({ t: STOP_LIMIT_S });
      else await container.kill({ signal });
      await container.wait();
    },
    async start() {
      await container.start();
      await answering();
    },
    async pause() {
      await container.pause();
    },
    async resume() {
      await container.unpause();
    },
  };
}

/** Docker's frames around what was written: 4 bytes, the length, the text. */
function textOf(frames: Buffer): string {
  const texts: string[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    texts.push(frames.toString("utf8", at + 8, end));
    at = end;
  }
  return texts.join("");
}
