/**
 * Who asks, and what they may see.
 *
 * A tenant that is not there and one that the token does not cover are one answer, 404: whoever holds a token of one
 * tenant cannot find out what other tenants there are.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Permission, TokenGrant } from "./tokens-file.ts";

/** Somebody whose token is known, or anybody where none is asked for. */
export interface Caller {
  /** As in the file of tokens; null: no token was asked for. */
  readonly name: string | null;
  sees(tenantId: string): boolean;
  may(permission: Permission): boolean;
}

export interface Access {
  /** Whether a token must be shown. */
  readonly isGuarded: boolean;
  /** Who sends this Authorization header; null: nobody who may ask. */
  callerOf(authorization: string | undefined): Caller | null;
}

const BEARER = /^bearer +([\w\-.~+/]+=*) *$/i;

/** Everybody sees everything: on loopback alone. */
export const OPEN_ACCESS: Access = {
  isGuarded: false,
  callerOf: () => ({ name: null, sees: () => true, may: () => true }),
};

/** Access by these tokens. How long a look takes says nothing of them: every one is compared, in constant time. */
export function accessBy(grants: readonly TokenGrant[]): Access {
  const entries = grants.map(({ name, sha256, tenants, may }) => {
    const all = tenants.includes("*");
    const own = new Set(tenants);
    const permitted = new Set(may);
    const caller: Caller = {
      name,
      sees: (tenantId) => all || own.has(tenantId),
      may: (permission) => permitted.has(permission),
    };
    return { hash: Buffer.from(sha256, "hex"), caller };
  });
  return {
    isGuarded: true,
    callerOf(authorization) {
      const token = BEARER.exec(authorization ?? "")?.[1];
      if (token === undefined) return null;
      const hash = createHash("sha256").update(token).digest();
      let found: Caller | null = null;
      for (const entry of entries) if (timingSafeEqual(entry.hash, hash)) found = entry.caller;
      return found;
    },
  };
}
