/**
 * The calls of a Confluent-compatible schema registry that Stagefold makes, on the client's own list of them.
 *
 * The client's class hands out parsed schemas, without documentation and logical types, and keeps what it has seen
 * for good; what is needed here is the text, under the number that a registry gave it, so its calls are made one
 * by one. None is retried here: who asks knows whether there is time.
 *
 * | answer                | thrown                                                     |
 * | --------------------- | ---------------------------------------------------------- |
 * | not found             | nothing: null, or an empty list, is an answer              |
 * | 401, 403, 409, 422    | RegistryRefusedError                                       |
 * | none, or anything else | RegistryUnavailableError                                  |
 */
import { createRequire } from "node:module";
import type apiOf from "@kafkajs/confluent-schema-registry/dist/api/index.js";
import { RegistryRefusedError, RegistryUnavailableError } from "./errors.ts";

/** How to reach a registry. */
export interface SchemaRegistryOptions {
  /** With its path, if it has one. A user and password in it are taken where none are given beside it; they are never shown. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Default 5 s: an answer that takes longer is none. */
  readonly timeoutMs?: number;
}

/** What a registry says of a schema beside those that a subject has. */
export interface RegistryVerdict {
  readonly compatible: boolean;
  /** In the registry's words; empty where it gives none. */
  readonly why: string;
}

export interface SchemaRegistry {
  /** Where it is, without user and password. */
  readonly url: string;
  /** The schema under `id`, as it was registered; null where there is none. */
  schemaOf(id: number): Promise<string | null>;
  /** The number of the schema in the subject; null where it is not there. */
  idOf(subject: string, schema: string): Promise<number | null>;
  /** The schemas of the subject that are not deleted, from the first version to the last. */
  versions(subject: string): Promise<readonly string[]>;
  /** Whether the schema may follow the subject's newest version, under the subject's level. */
  verdict(subject: string, schema: string): Promise<RegistryVerdict>;
  /** The compatibility that holds for the subject; null where it has none of its own. */
  level(subject: string): Promise<string | null>;
  setLevel(subject: string, level: string): Promise<void>;
  /** Registers the schema, or finds it there; its number. */
  register(subject: string, schema: string): Promise<number>;
}

/** The largest number that a registry gives: what is beyond is asked nowhere. */
const LARGEST_ID = 2 ** 31 - 1;
const REFUSALS = new Set([401, 403, 409, 422]);
const NOT_FOUND = 404;

const { default: createApi } = createRequire(import.meta.url)("@kafkajs/confluent-schema-registry/dist/api") as {
  readonly default: typeof apiOf.default;
};

type Request = Readonly<Record<string, string | number | boolean | object>>;
type Call = (request: Request) => Promise<{ data(): unknown }>;

/** Nothing is asked yet. Throws a TypeError where the URL is none. */
export function openSchemaRegistry(options: SchemaRegistryOptions): SchemaRegistry {
  const { timeoutMs: timeout = 5_000 } = options;
  const { url, username, password } = addressOf(options);
  const auth = username === "" ? {} : { auth: { username, password } };
  const { Schema, Subject } = createApi({ host: url, clientId: "stagefold", retry: { retries: 0 }, ...auth });

  /** The answer; null: not found. `T` is what the registry's interface says of the call. */
  async function ask<T>(what: string, call: Call, request: Request): Promise<T | null> {
    let answer: unknown;
    try {
      answer = (await call({ ...request, timeout })).data();
    } catch (error) {
      const status = statusOf(error);
      if (status === NOT_FOUND) return null;
      if (REFUSALS.has(status)) throw new RegistryRefusedError(what, url, error);
      // The client calls it 400 when there was no answer.
      throw new RegistryUnavailableError(what, url, error);
    }
    // A page of a proxy, a login: whoever answers, it is no registry.
    if (typeof answer !== "object" || answer === null) throw new RegistryRefusedError(what, url, "no JSON came back");
    return answer as T;
  }

  const idIn = (answer: { readonly id: number } | null): number | null => answer?.id ?? null;

  return {
    url,
    async schemaOf(id) {
      if (id > LARGEST_ID) return null;
      const found = await ask<{ readonly schema: string }>(`asking for schema ${id}`, Schema.find, { id });
      return found?.schema ?? null;
    },
    async idOf(subject, schema) {
      return idIn(await ask(`asking for the schema of ${subject}`, Subject.registered, { subject, body: { schema } }));
    },
    async versions(subject) {
      const what = `asking for the versions of ${subject}`;
      const latest = await ask<{ readonly version: number }>(what, Subject.latestVersion, { subject });
      // The client has no call for the list. Versions count up; those that were deleted are not found.
      const numbers = Array.from({ length: latest?.version ?? 0 }, (_, index) => index + 1);
      const found: string[] = [];
      for (const version of numbers) {
        const one = await ask<{ readonly schema: string }>(what, Subject.version, { subject, version });
        if (one !== null) found.push(one.schema);
      }
      return found;
    },
    async verdict(subject, schema) {
      const what = `asking whether the schema may be registered as ${subject}`;
      const request = { subject, verbose: true, body: { schema } };
      const said = await ask<Verdict>(what, Subject.compatible, request);
      // A subject without versions has nothing to be compatible with.
      if (said === null) return { compatible: true, why: "" };
      return { compatible: said.is_compatible, why: said.reason ?? (said.messages ?? []).join("; ") };
    },
    async level(subject) {
      const what = `asking for the compatibility of ${subject}`;
      const said = await ask<{ readonly compatibilityLevel: string }>(what, Subject.config, { subject });
      return said?.compatibilityLevel ?? null;
    },
    async setLevel(subject, level) {
      const what = `setting the compatibility of ${subject}`;
      const done = await ask(what, Subject.updateConfig, { subject, body: { compatibility: level } });
      if (done === null) throw new RegistryRefusedError(what, url, "not found");
    },
    async register(subject, schema) {
      const what = `registering ${subject}`;
      const id = idIn(await ask(what, Subject.register, { subject, body: { schema } }));
      if (id === null) throw new RegistryRefusedError(what, url, "not found");
      return id;
    },
  };
}

/** `messages` of Confluent's, `reason` of Apicurio's. */
interface Verdict {
  readonly is_compatible: boolean;
  readonly messages?: readonly string[];
  readonly reason?: string;
}

function addressOf(options: SchemaRegistryOptions): { url: string; username: string; password: string } {
  const url = new URL(options.url);
  const username = options.username ?? decodeURIComponent(url.username);
  const password = options.password ?? decodeURIComponent(url.password);
  return { url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`, username, password };
}

function statusOf(error: unknown): number {
  return error instanceof Error && "status" in error ? Number(error.status) : 0;
}
