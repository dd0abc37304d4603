import { listen } from "@stagefold/http";
import { API_LISTEN } from "./environment/api-environment.ts";
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
  const server = await createServer(options);
  const url = await listen(server, { host, port, access, variables: API_LISTEN });
  return { url, close: () => server.close() };
}
