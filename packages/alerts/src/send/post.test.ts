import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { SlaNews } from "../news/sla-news.ts";
import { slaEvent, targetsOf } from "../relayed-world.test-support.ts";
import { messagesOf, requestOf } from "./messages-of.ts";
import { httpPost, outcomeOf } from "./post.ts";

const NOW = Date.parse("2026-03-16T12:00:00Z");
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A target; its address. */
async function target(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function request(url: string, timeoutMs = 5_000) {
  return { url, headers: { "content-type": "application/json" }, body: "{}", timeoutMs };
}

const post = httpPost(new AbortController().signal);

describe("a request to a target", () => {
  it("is signed so that who has the secret can tell that it is ours, and when it was made", async () => {
    const got = Promise.withResolvers<{ headers: IncomingMessage["headers"]; body: string }>();
    const url = await target(async (incoming, response) => {
      got.resolve({ headers: incoming.headers, body: await text(incoming) });
      response.end();
    });
    const [hook] = targetsOf(
      `  - { name: h, type: webhook, url: "${url}", secret: { env: S }, headers: { Authorization: { env: T } } }`,
    );
    const news = slaEvent("BREACHED", "anna") as SlaNews;
    const untold = {
      clockId: news.clockId,
      standing: { told: null, tried: null, waiting: news },
      waiting: news,
      since: NOW,
    };
    const [message] = hook === undefined ? [] : messagesOf([untold], hook, NOW);
    if (hook === undefined || message === undefined) throw new Error("no message");

    expect(await post(requestOf(message, hook, NOW), NOW)).toEqual({ kind: "taken" });

    const { headers, body } = await got.promise;
    const signature = createHmac("sha256", "s3cret").update(`${headers["x-timestamp"]}.${body}`).digest("hex");
    expect(headers).toMatchObject({
      authorization: "s3cret",
      "x-timestamp": String(NOW / 1_000),
      "x-signature": `sha256=${signature}`,
      "idempotency-key": "anna:1",
    });
    expect(JSON.parse(body)).toMatchObject({ type: "SlaBreachEvent", leadId: "anna", live: true });
  });

  it("that is answered with too much is not read to the end", async () => {
    const url = await target((_, response) => {
      response.writeHead(500);
      const more = (): void => {
        while (response.write("no ".repeat(1_000))) if (response.destroyed) return;
        response.once("drain", more);
      };
      more();
    });

    expect(await post(request(url), NOW)).toEqual({
      kind: "not now",
      why: `it answered 500: ${"no ".repeat(100).trim()}`,
      retryAfterMs: null,
    });
  });

  it("that is taken is, though the answer has no end", async () => {
    const url = await target((_, response) => void response.write("ok"));

    expect(await post(request(url), NOW)).toEqual({ kind: "taken" });
  });

  it("that cannot be made says nothing of address and headers", async () => {
    const outcome = await post({ ...request("http://kim:pw@127.0.0.1:1/"), headers: { a: "s3cret\n" } }, NOW);

    expect(outcome.kind).toBe("unknown");
    expect(JSON.stringify(outcome)).not.toMatch(/pw|s3cret/);
  });

  it("that nobody answers may have been taken", async () => {
    const url = await target(() => {});

    expect(await post(request(url, 50), NOW)).toEqual({ kind: "unknown", why: "it did not answer in 50 ms" });
  });

  it("whose connection breaks may have been taken", async () => {
    const url = await target((incoming) => incoming.socket.destroy());

    expect(await post(request(url), NOW)).toMatchObject({ kind: "unknown" });
  });

  it("that finds nobody was not sent", async () => {
    const url = await target(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));

    expect(await post(request(url), NOW)).toMatchObject({
      kind: "not now",
      why: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("goes nowhere else than the settings say", async () => {
    const url = await target((_, response) => {
      response.writeHead(302, { location: "http://elsewhere.example/" }).end();
    });

    expect(await post(request(url), NOW)).toEqual({ kind: "not now", why: "it answered 302", retryAfterMs: null });
  });

  it.each([
    ["17", 17_000],
    ["Mon, 16 Mar 2026 12:01:00 GMT", 60_000],
    ["Mon, 16 Mar 2026 11:00:00 GMT", 0],
    ["999999", 3_600_000],
    ["soon", null],
  ])("answered with Retry-After %s is made again then", (retryAfter, retryAfterMs) => {
    expect(outcomeOf(503, "", retryAfter, NOW)).toEqual({ kind: "not now", why: "it answered 503", retryAfterMs });
  });

  it.each([400, 413, 415, 422])("answered with %d would be refused again", (status) => {
    expect(outcomeOf(status, "bad", null, NOW)).toEqual({ kind: "refused", why: `it answered ${status}: bad` });
  });
});
