/** A receiver of OTLP over HTTP, as JSON: what a collector is to those who send spans. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A span as it was sent. Ids are hexadecimal. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  /** null: it began its trace. */
  readonly parentId: string | null;
  /** The spans that it links to: `TRACE-SPAN`. */
  readonly links: readonly string[];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly isFailed: boolean;
  readonly events: readonly string[];
}

export interface OtlpReceiver {
  /** Of the collector, for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** All that came, as it came. */
  text(): string;
  /** Waits until there is such a span, and gives the first. */
  received(is: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  close(): Promise<void>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
type KeyValues = readonly { readonly key: string; readonly value: Value }[];
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: KeyValues;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number };
  readonly events?: readonly { readonly name: string }[];
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: KeyValues };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];
const FAILED = 2;

/** Listens on a free port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const texts: string[] = [];
  let news = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    if (request.url !== "/v1/traces") {
      response.writeHead(404).end();
      return;
    }
    const sent = (await json(request)) as Sent;
    texts.push(JSON.stringify(sent));
    spans.push(...spansIn(sent));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
    news.resolve();
    news = Promise.withResolvers();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => texts.join("\n"),
    async received(is) {
      for (;;) {
        const found = spans.find(is);
        if (found !== undefined) return found;
        await news.promise;
      }
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function spansIn({ resourceSpans }: Sent): readonly ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)["service.name"]);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => receivedSpan(service, span)));
  });
}

function receivedSpan(service: string, span: OtlpSpan): ReceivedSpan {
  const { traceId, spanId, parentSpanId = "", name, kind, attributes = [], links = [], status, events = [] } = span;
  return {
    service,
    name,
    kind: KINDS[kind] ?? "",
    traceId,
    spanId,
    parentId: parentSpanId === "" ? null : parentSpanId,
    links: links.map((link) => `${link.traceId}-${link.spanId}`),
    attributes: valuesOf(attributes),
    isFailed: status?.code === FAILED,
    events: events.map((event) => event.name),
  };
}

function valuesOf(pairs: KeyValues): Record<string, string | number | boolean> {
  const of = ({ stringValue, intValue, doubleValue, boolValue }: Value): string | number | boolean =>
    stringValue ?? boolValue ?? doubleValue ?? Number(intValue);
  return Object.fromEntries(pairs.map(({ key, value }) => [key, of(value)]));
}
