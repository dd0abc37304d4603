import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

const LOWEST = 10_240;
/** Where the ports begin that the system hands out to clients. */
const HANDED_OUT = systemPorts();

/**
 * Ports of the loopback interface that nobody listens on just now, all different. None that the system hands out to
 * clients: a server that is stopped would find its port taken when it starts again, by one of those who try to reach it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HANDED_OUT - LOWEST));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** One of those. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error("there is no free port");
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  await once(server.close(), "close");
  return true;
}

/** Linux says where they begin; elsewhere they begin later than here. */
function systemPorts(): number {
  try {
    const [first] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/).map(Number);
    if (first !== undefined && first > LOWEST + 1_000) return first;
  } catch {
    // No Linux.
  }
  return 32_768;
}
