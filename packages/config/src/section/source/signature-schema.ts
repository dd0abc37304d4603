import { z } from "zod";
import type { KeyPath, Report } from "../../key-path.ts";
import { documented } from "../../schema/key-reference.ts";
import { keys, leaf } from "../../schema/shapes.ts";
import { readDuration } from "../../value/duration.ts";
import { type Reading, refuse } from "../../value/reading.ts";
import { readOneOf, readText } from "../../value/text.ts";
import type { SignatureConfig } from "./source-config.ts";

const secretSchema = keys("a secret", {
  env: documented(
    leaf((found) => readText(found, "the name of an environment variable")),
    {
      type: "text",
      default: "the secret is in `file`",
      meaning: "The environment variable with the secret.",
      example: "CRM_SECRET",
    },
  ).optional(),
  file: documented(
    leaf((found) => readText(found, "the path of a file")),
    {
      type: "path",
      default: "the secret is in `env`",
      meaning: "The file with the secret; white space around it does not count.",
      example: "/run/secrets/crm",
    },
  ).optional(),
});

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

const headerLeaf = leaf(
  (found): Reading<string> =>
    typeof found === "string" && HEADER.test(found)
      ? { value: found.toLowerCase() }
      : refuse(found, "the name of an HTTP header, like X-Signature"),
);

/** How whoever posts to a source without a token shows that it is the sender. */
export const signatureSchema = keys("a signature", {
  scheme: documented(
    leaf((found) => readOneOf(found, "a scheme", ["hmac", "hubspot-v3"])),
    {
      type: "hmac, hubspot-v3",
      meaning:
        "`hmac`: of the body, with the timestamp and a dot before it where there is one. `hubspot-v3`: as HubSpot signs its webhooks.",
      example: "hmac",
    },
  ),
  secret: documented(secretSchema, {
    type: "mapping",
    meaning: "Where the secret is: `env` or `file`. It never stands in the configuration.",
    example: "{ env: CRM_SECRET }",
  }),
  header: documented(headerLeaf, {
    type: "name of a header",
    default: "required with hmac",
    meaning: "The header with the signature.",
    example: "X-Signature",
  }).optional(),
  hash: documented(
    leaf((found) => readOneOf(found, "a hash", ["sha256", "sha512"])),
    { type: "sha256, sha512", default: "sha256", meaning: "The hash of the HMAC.", example: "sha256" },
  ).optional(),
  encoding: documented(
    leaf((found) => readOneOf(found, "an encoding", ["hex", "base64"])),
    { type: "hex, base64", default: "hex", meaning: "How the signature is written.", example: "base64" },
  ).optional(),
  prefix: documented(z.string({ error: (issue) => refuse(issue.input, "a text").refusal }), {
    type: "text",
    default: "none",
    meaning: "What stands before the signature in its header.",
    example: '"sha256="',
  }).optional(),
  timestampHeader: documented(headerLeaf, {
    type: "name of a header",
    default: "the time is not signed",
    meaning:
      "The header with the time of signing. Without it an old request can be sent again; ids make that harmless.",
    example: "X-Timestamp",
  }).optional(),
  timestampUnit: documented(
    leaf((found) => readOneOf(found, "a unit of time", ["s", "ms"])),
    { type: "s, ms", default: "s", meaning: "What the timestamp counts.", example: "ms" },
  ).optional(),
  tolerance: documented(leaf(readDuration), {
    type: "duration",
    default: "PT5M",
    meaning: "How far the timestamp may be from now.",
    example: "PT5M",
  }).optional(),
});

type SignatureSpec = z.output<typeof signatureSchema>;

/** Keys that hubspot-v3 settles by itself. */
const SETTLED = ["header", "hash", "encoding", "prefix", "timestampHeader", "timestampUnit"] as const;

/** Refuses a secret of neither form or of both, an hmac without a header, and what hubspot-v3 does not take. */
export function signatureRules(spec: SignatureSpec, path: KeyPath, report: Report): void {
  const { env, file } = spec.secret;
  if ((env === undefined) === (file === undefined)) {
    const found = env === undefined ? "neither env nor file" : "both env and file";
    report([...path, "secret"], `found ${found}, expected one of them; say where the secret is`);
  }
  if (spec.scheme === "hmac") {
    if (spec.header === undefined)
      report([...path, "header"], "is missing, expected the header with the signature; name it");
    return;
  }
  for (const key of SETTLED) {
    if (spec[key] !== undefined)
      report([...path, key], `found ${key} with hubspot-v3, expected scheme, secret and tolerance alone; remove it`);
  }
}

const FIVE_MINUTES_MS = 300_000;

/** The signature as intake checks it, with defaults. Pure. */
export function compileSignature(spec: SignatureSpec): SignatureConfig {
  const { env, file } = spec.secret;
  const secret =
    env === undefined ? ({ kind: "file", path: file ?? "" } as const) : ({ kind: "env", name: env } as const);
  const toleranceMs = spec.tolerance?.ms ?? FIVE_MINUTES_MS;
  if (spec.scheme === "hubspot-v3") {
    return {
      scheme: "hubspot-v3",
      header: "x-hubspot-signature-v3",
      hash: "sha256",
      encoding: "base64",
      prefix: "",
      timestampHeader: "x-hubspot-request-timestamp",
      timestampUnit: "ms",
      toleranceMs,
      secret,
    };
  }
  return {
    scheme: "hmac",
    header: spec.header ?? "",
    hash: spec.hash ?? "sha256",
    encoding: spec.encoding ?? "hex",
    prefix: spec.prefix ?? "",
    timestampHeader: spec.timestampHeader ?? null,
    timestampUnit: spec.timestampUnit ?? "s",
    toleranceMs,
    secret,
  };
}
