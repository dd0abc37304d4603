export type { ExportEvents } from "./counted-spans.ts";
export { openTracing, REQUEST_LIMIT_MS, type TracingOptions } from "./open-tracing.ts";
export { SAMPLERS, type SamplerName, type Sampling } from "./sampling.ts";
export { measureSpans } from "./span-metrics.ts";
export { parseTraceparent, type SpanName, TRACEPARENT, traceparentOf } from "./traceparent.ts";
export type { Attributes, Span, SpanCounts, SpanKind, SpanStart, Tracing } from "./tracing.ts";
