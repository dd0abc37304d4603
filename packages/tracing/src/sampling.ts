/** Which traces are recorded, by the names that OTEL_TRACES_SAMPLER has. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";

/** `parentbased_`: as whoever began the trace decided, else by the rest of the name. */
export const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

export type SamplerName = (typeof SAMPLERS)[number];

export interface Sampling {
  readonly sampler: SamplerName;
  /** 0 to 1: which part of the traces, by those samplers that have `traceidratio` in their name. */
  readonly ratio: number;
}

const PARENT = "parentbased_";

/** The SDK's sampler. Pure. */
export function samplerOf({ sampler, ratio }: Sampling): Sampler {
  const isByParent = sampler.startsWith(PARENT);
  const root = rootOf(isByParent ? sampler.slice(PARENT.length) : sampler, ratio);
  return isByParent ? new ParentBasedSampler({ root }) : root;
}

function rootOf(name: string, ratio: number): Sampler {
  if (name === "traceidratio") return new TraceIdRatioBasedSampler(ratio);
  return name === "always_off" ? new AlwaysOffSampler() : new AlwaysOnSampler();
}
