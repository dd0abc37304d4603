import { isIPv4, isIPv6 } from "node:net";

/** Whether only this machine reaches an address: `localhost`, 127.0.0.0/8, ::1. Pure. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (bare === "localhost") return true;
  if (isIPv4(bare)) return bare.startsWith("127.");
  return isIPv6(bare) && (bare === "::1" || bare === "::ffff:127.0.0.1");
}
