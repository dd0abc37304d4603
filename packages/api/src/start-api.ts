import type { AddressInfo } from "node:net";
import { ApiAddressError, UnguardedError } from "./access/errors.ts";
import { isLoopback } from "./access/loopback.ts";
import { createServer, type ServerOptions } from "./http/create-server.ts";

export interface ApiOptions extends ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface RunningApi {
  /** Where it listens, as the beginning of an address. */
  readonly url: string;
  /** Ends the live events, answers what was asked, and closes. */
  close(): Promise<void>;
}

/** Listens. Throws UnguardedError where others than this machine could ask without a token, ApiAddressError. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { host, port, access } = options;
  if (!access.isGuarded && !isLoopback(host)) throw new UnguardedError(host);
  const server = await createServer(options);
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    throw new ApiAddressError(host, port, error);
  }
  const { port: actual } = server.server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${actual}`, close: () => server.close() };
}
