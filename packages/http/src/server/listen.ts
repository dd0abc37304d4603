import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Access } from "../access/access.ts";
import { ApiAddressError, UnguardedError } from "../access/errors.ts";
import { isLoopback } from "../access/loopback.ts";
import type { ListenVariables } from "../environment/listen-environment.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly access: Access;
  /** Named by errors. */
  readonly variables: ListenVariables;
}

/** Throws UnguardedError where others than this machine could ask without a token. */
export function assertGuarded({ access, host, variables }: Omit<ListenOptions, "port">): void {
  if (!access.isGuarded && !isLoopback(host)) throw new UnguardedError(host, variables);
}

/**
 * Listens, and says where, as the beginning of an address. Throws UnguardedError, and ApiAddressError; the server is
 * closed then.
 */
export async function listen(server: FastifyInstance, options: ListenOptions): Promise<string> {
  const { host, port, variables } = options;
  try {
    assertGuarded(options);
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    throw error instanceof UnguardedError ? error : new ApiAddressError(host, port, variables, error);
  }
  const { port: actual } = server.server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${actual}`;
}
