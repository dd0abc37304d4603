/** The demonstration's server, but for its stream of events, which the test says; and for answers that it alters. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inject, onTestFinished } from "vitest";

type Json = Readonly<Record<string, unknown>>;

export interface ControlledServer {
  readonly url: string;
  /** Sends an event to whoever listens. */
  send(event: string, id: string, data: object): void;
  /** Breaks the stream off, and lets nobody listen again until `accept`. */
  refuse(): void;
  accept(): void;
  /** Answers of addresses that have this in them are changed from now on. */
  alter(part: string, change: (answer: Json) => Json): void;
  /** The Last-Event-ID of who listens now; null: none was sent. */
  resumedFrom(): string | null;
  /** How many reports have been asked for. */
  reportsAsked(): number;
}

/** Until the test is over. */
export async function controlledServer(): Promise<ControlledServer> {
  const origin = inject("dashboard");
  const listening = new Set<ServerResponse>();
  const altered: (readonly [part: string, change: (answer: Json) => Json])[] = [];
  let isRefusing = false;
  let lastEventId: string | null = null;
  let reports = 0;

  function listen(request: IncomingMessage, response: ServerResponse): void {
    if (isRefusing) {
      response.writeHead(503).end();
      return;
    }
    lastEventId = (request.headers["last-event-id"] as string | undefined) ?? null;
    response.writeHead(200, { "content-type": "text/event-stream" }).write("retry: 200\n:\n\n");
    listening.add(response);
    response.on("close", () => listening.delete(response));
  }

  async function pass(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url.includes("/reports/")) reports++;
    const answer = await fetch(origin + url, { headers: { accept: request.headers.accept ?? "*/*" } });
    const [, change] = altered.find(([part]) => url.includes(part)) ?? [];
    const type = answer.headers.get("content-type") ?? "";
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      "content-type": type,
      "content-security-policy": answer.headers.get("content-security-policy") ?? "",
    });
    response.end(change === undefined ? body : JSON.stringify(change(JSON.parse(body.toString()) as Json)));
  }

  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    if (url.endsWith("/events")) listen(request, response);
    else pass(url, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send(event, id, data) {
      for (const response of listening) response.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    refuse() {
      isRefusing = true;
      for (const response of listening) response.destroy();
    },
    accept() {
      isRefusing = false;
    },
    alter(part, change) {
      altered.unshift([part, change]);
    },
    resumedFrom: () => lastEventId,
    reportsAsked: () => reports,
  };
}
