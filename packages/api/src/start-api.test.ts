import { connect } from "node:net";
import { OPEN_ACCESS } from "@stagefold/http";
import { createLogger } from "@stagefold/service";
import { expect, it, onTestFinished } from "vitest";
import type { Following, ServedModel } from "./model.ts";
import { type RunningApi, startApi } from "./start-api.ts";

async function start(model: ServedModel | null, host = "127.0.0.1"): Promise<RunningApi> {
  const following: Following = {
    model: () => model,
    state: () => ({ caughtUp: false, behind: 12, trouble: "the brokers are away" }),
    onCommit: () => () => {},
  };
  const clock = { latenessMs: 0, maxFutureMs: 0, graceMs: 0 };
  const api = await startApi({
    following,
    served: { config: { tenants: new Map(), clock }, fingerprint: "test" },
    access: OPEN_ACCESS,
    logger: createLogger({ service: "test", level: "silent" as "fatal" }),
    version: "0.0.0",
    corsOrigins: [],
    requestsPerSecond: 100,
    dashboard: null,
    live: { maxStreams: 1, heartbeatMs: 1_000, patienceMs: 1_000 },
    host,
    port: 0,
  });
  onTestFinished(api.close);
  return api;
}

it("says that there is no read model yet, and what keeps it", async () => {
  const { url } = await start(null);

  const report = await fetch(`${url}/v1/tenants/acme/reports/mql`);
  const ready = await fetch(`${url}/readyz`);

  expect(report.status).toBe(503);
  expect(report.headers.get("retry-after")).toBe("1");
  expect(await report.json()).toMatchObject({ code: "STF-API-009" });
  expect(ready.status).toBe(503);
  const reasons = ["the read model is not open yet", "the brokers are away", "it is 12 records behind"];
  expect(await ready.json()).toEqual({ ok: false, reasons, caughtUp: false, behind: 12 });
});

it("says nothing of a failure of its own but that it failed", async () => {
  const broken = {
    read() {
      throw new Error("SELECT secret FROM tenants");
    },
  } as unknown as ServedModel;
  const { url } = await start(broken);

  const answer = await fetch(`${url}/v1/tenants`);

  expect(answer.status).toBe(500);
  const body = await answer.text();
  expect(JSON.parse(body)).toMatchObject({ code: "STF-API-010" });
  expect(body).not.toContain("secret");
});

it("counts requests by route and status, and names no tenant", async () => {
  const { url } = await start(null);
  await fetch(`${url}/v1/tenants/acme/reports/mql`);

  const text = await (await fetch(`${url}/metrics`)).text();

  expect(text).toContain(
    'stagefold_api_request_duration_seconds_count{route="/v1/tenants/:tenantId/reports/mql",status="503"} 1',
  );
  expect(text).toContain("stagefold_read_model_behind_records 12");
  expect(text).not.toContain("acme");
});

it("does not listen to others without tokens", async () => {
  await expect(start(null, "0.0.0.0")).rejects.toThrow(/^without tokens this server listens on this machine alone/);
});

it("answers what is no HTTP as a problem, and closes", async () => {
  const { url } = await start(null);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end("what is this?\r\n\r\n");
  let text = "";
  for await (const chunk of socket) text += chunk;
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
  expect(text).toContain("STF-API-001");
});
