/**
 * Whether and how traces are recorded: by OpenTelemetry's own variables, of which a collector's address turns it on.
 *
 * | variable                           | what                                             | default              |
 * | ---------------------------------- | ------------------------------------------------ | -------------------- |
 * | OTEL_EXPORTER_OTLP_TRACES_ENDPOINT | where spans are posted to                        | the next one's, with `v1/traces` |
 * | OTEL_EXPORTER_OTLP_ENDPOINT        | of a collector that takes OTLP over HTTP         | none: nothing is traced |
 * | OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER | `true`, `none`: nothing is traced            | `false`, `otlp`      |
 * | OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG | which traces are recorded              | parentbased_always_on, 1 |
 * | OTEL_EXPORTER_OTLP_TIMEOUT         | ms that a request may take, up to 2,000          | 2,000                |
 *
 * The SDK reads by itself: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS, …_COMPRESSION,
 * …_CERTIFICATE, …_CLIENT_KEY, …_CLIENT_CERTIFICATE.
 */
import { REQUEST_LIMIT_MS, SAMPLERS, type Sampling } from "@stagefold/tracing";
import { z } from "zod";
import { type VariableReader, type Variables, variableReader } from "./variable-reader.ts";

export interface TracingSettings {
  readonly url: string;
  readonly sampling: Sampling;
  readonly requestLimitMs: number;
}

const PREFIX = "OTEL_EXPORTER_OTLP";
const ENDPOINT = {
  expected: "the address of a collector, http or https",
  schema: z.url({ protocol: /^https?$/ }).optional(),
  // It may have a password in it.
  isSecret: true,
};
const PROTOCOL = {
  expected: "http/json or http/protobuf, which is the same address (JSON is what is sent); not gRPC",
  schema: z.enum(["http/json", "http/protobuf"]),
};
const EXPORTER = { expected: "otlp or none", schema: z.enum(["otlp", "none"]) };
const DISABLED = { expected: "true or false", schema: z.stringbool({ truthy: ["true"], falsy: ["false"] }) };
const SAMPLER = { expected: `one of ${SAMPLERS.join(", ")}`, schema: z.enum(SAMPLERS) };
const RATIO = {
  expected: "a number from 0 to 1",
  schema: z
    .string()
    .regex(/^\d*\.?\d+$/)
    .transform(Number)
    .pipe(z.number().max(1)),
};
const TIMEOUT = {
  expected: "a number of milliseconds",
  schema: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(1)),
};

/** Reads the settings; null: nothing is traced. Throws EnvironmentError with all that is wrong. */
export function readTracingSettings(variables: Variables): TracingSettings | null {
  const reader = variableReader(variables);
  const url = readUrl(reader);
  // What is to be traced nowhere may say what it likes.
  if (url === null) return null;
  const isOff = reader.read("OTEL_SDK_DISABLED", DISABLED, "false");
  const exporter = reader.read("OTEL_TRACES_EXPORTER", EXPORTER, "otlp");
  for (const name of [`${PREFIX}_PROTOCOL`, `${PREFIX}_TRACES_PROTOCOL`]) reader.read(name, PROTOCOL, "http/json");
  const sampler = reader.read("OTEL_TRACES_SAMPLER", SAMPLER, "parentbased_always_on");
  const ratio = sampler?.endsWith("ratio") ? reader.read("OTEL_TRACES_SAMPLER_ARG", RATIO, "1") : 1;
  const common = String(reader.read(`${PREFIX}_TIMEOUT`, TIMEOUT, String(REQUEST_LIMIT_MS)));
  const requestLimitMs = reader.read(`${PREFIX}_TRACES_TIMEOUT`, TIMEOUT, common);
  const settings = reader.end({ url, sampling: { sampler, ratio }, requestLimitMs });
  return isOff || exporter === "none" ? null : settings;
}

/** null: none is set. One that is wrong is noted, and not null. */
function readUrl(reader: VariableReader): string | null {
  const common = reader.read(`${PREFIX}_ENDPOINT`, ENDPOINT);
  const own = reader.read(`${PREFIX}_TRACES_ENDPOINT`, ENDPOINT);
  if (reader.has(`${PREFIX}_TRACES_ENDPOINT`)) return own ?? "";
  if (!reader.has(`${PREFIX}_ENDPOINT`)) return null;
  return common === undefined ? "" : `${common.replace(/\/+$/, "")}/v1/traces`;
}
