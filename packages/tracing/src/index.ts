export type { ExportEvents } from "./counted-spans.ts";
export { openTracing, REQUEST_LIMIT_MS, type TracingOptions } from "./open-tracing.ts";
export { SAMPLERS, type SamplerName, type Sampling } from "./sampling.ts";
export { measureSpans } from "./span-metrics.ts";
export { parseTraceparent, type SpanName, TRACEPARENT, traceparentOf } from "./traceparent.ts";
export {
  type Attributes,
  MOST_LINKS,
  type Span,
  type SpanCounts,
  type SpanKind,
  type SpanStart,
  type Tracing,
} from "./tracing.ts";
