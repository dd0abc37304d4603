/** Traces by OpenTelemetry's SDK, sent to a collector as OTLP over HTTP. */
import {
  type Attributes as ApiAttributes,
  type Span as ApiSpan,
  SpanKind as ApiSpanKind,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from "@opentelemetry/semantic-conventions";
import { CountedSpans, type ExportEvents } from "./counted-spans.ts";
import { PlannedIds } from "./planned-ids.ts";
import { type Sampling, samplerOf } from "./sampling.ts";
import { parseTraceparent, traceparentOf } from "./traceparent.ts";
import { MOST_LINKS, type Span, type SpanKind, type SpanStart, type Tracing } from "./tracing.ts";

export interface TracingOptions {
  /** Of the collector: where spans are posted to. */
  readonly url: string;
  /** The program, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES names it. */
  readonly service: string;
  readonly version: string;
  readonly sampling: Sampling;
  /** How long a request to the collector may take, in ms; not longer than REQUEST_LIMIT_MS. */
  readonly requestLimitMs: number;
  readonly events?: ExportEvents;
}

/** A process that is told to stop has ten seconds, and its own work comes first. */
export const REQUEST_LIMIT_MS = 2_000;
const CLOSE_LIMIT_MS = 2_000;
/** Spans that may wait: some megabytes. */
const ROOM = 4_096;
const BATCH = 512;
const SEND_EVERY_MS = 1_000;

const KINDS = {
  server: ApiSpanKind.SERVER,
  client: ApiSpanKind.CLIENT,
  producer: ApiSpanKind.PRODUCER,
  consumer: ApiSpanKind.CONSUMER,
  internal: ApiSpanKind.INTERNAL,
} as const satisfies Readonly<Record<SpanKind, ApiSpanKind>>;

/**
 * Begins to record. What else the standard variables say of the way to the collector (headers, compression,
 * certificates), and of the resource, is read from the environment of the process.
 */
export function openTracing(options: TracingOptions): Tracing {
  const { url, service, version, sampling, requestLimitMs, events = {} } = options;
  const timeoutMillis = Math.min(requestLimitMs, REQUEST_LIMIT_MS);
  const spans = new CountedSpans(new OTLPTraceExporter({ url, timeoutMillis }), ROOM, events);
  const batches = new BatchSpanProcessor({
    exporter: spans,
    maxQueueSize: ROOM,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: timeoutMillis + 1_000,
  });
  const ids = new PlannedIds();
  const program = resourceFromAttributes({ [ATTR_SERVICE_NAME]: service, [ATTR_SERVICE_VERSION]: version });
  const provider = new TracerProvider({
    spanLimits: { linkCountLimit: MOST_LINKS },
    resource: program.merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(sampling),
    spanProcessors: [spans.before(batches)],
    idGenerator: ids,
  });
  const tracer = provider.getTracer("stagefold", version);

  return {
    start({ name, kind, attributes = {}, startedAt, parent, links = [], traceId }: SpanStart): Span {
      const from = contextOf(parent);
      const context = from === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, from);
      const linked = links.flatMap((link) => contextOf(link) ?? []).map((of) => ({ context: of }));
      const at = startedAt === undefined ? {} : { startTime: startedAt };
      const start = { kind: KINDS[kind], attributes, links: linked, ...at };
      return spanOf(ids.planned(traceId, () => tracer.startSpan(name, start, context)));
    },
    get counts() {
      return spans.counts;
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_LIMIT_MS);
      });
      // What it did not take is counted, and said once.
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
    },
  };
}

/** Spans elsewhere, as the SDK has them. */
function contextOf(traceparent: string | null | undefined): SpanContext | null {
  const named = parseTraceparent(traceparent);
  if (named === null) return null;
  const { traceId, spanId, isSampled } = named;
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

function spanOf(span: ApiSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return {
    traceId,
    traceparent: traceparentOf({ traceId, spanId, isSampled }),
    set: (attributes) => void span.setAttributes(attributes as ApiAttributes),
    failed(error) {
      const type = errorType(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute(ATTR_ERROR_TYPE, type);
      if (error instanceof Error) span.addEvent("exception", { [ATTR_EXCEPTION_TYPE]: type });
    },
    end: (endedAt) => span.end(endedAt),
  };
}

/** A stable word for what was wrong: nothing that came from outside. */
function errorType(error: unknown): string {
  if (typeof error === "string") return error;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === "string") return code;
  return typeof name === "string" ? name : "_OTHER";
}
