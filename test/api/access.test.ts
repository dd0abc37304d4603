/** Who sees what: on every route that the OpenAPI document names. */
import type { Serving } from "@stagefold/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filled, openApiOf } from "./open-api.ts";
import { type ReplayedFolder, replayedFolder } from "./replayed-folder.ts";
import { as, GUARDED, served, TOKENS } from "./served.ts";

let folder: ReplayedFolder;
let serving: Serving;
let routes: { path: string; isPublic: boolean; isTenants: boolean }[];
beforeAll(async () => {
  folder = await replayedFolder();
  serving = await served(folder, GUARDED);
  const { paths } = await openApiOf(serving.url);
  routes = Object.entries(paths).map(([path, { get }]) => {
    return { path, isPublic: get?.security?.length === 0, isTenants: path.includes("{tenantId}") };
  });
});
afterAll(async () => {
  await serving?.close();
  folder?.remove();
});

/** What is told to a caller, headers and all, without waiting for the end of what has none. */
async function told(path: string, headers: Readonly<Record<string, string>>, method = "GET") {
  const leaving = new AbortController();
  const answer = await fetch(`${serving.url}${path}`, { method, headers, signal: leaving.signal });
  const isEndless = answer.headers.get("content-type")?.startsWith("text/event-stream") === true;
  const body = isEndless ? "" : await answer.text();
  leaving.abort();
  return { status: answer.status, body, all: `${JSON.stringify([...answer.headers])} ${body}` };
}

const PARTS = { tenantId: "acme", leadId: "won" };

describe("a guarded server", () => {
  it("has routes of tenants, and a few that are anybody's", () => {
    expect(routes.filter(({ isTenants }) => isTenants).length).toBeGreaterThanOrEqual(10);
    expect(routes.filter(({ isPublic }) => isPublic).map(({ path }) => path)).toEqual([
      "/livez",
      "/readyz",
      "/metrics",
    ]);
  });

  it.each([
    ["no token", {}],
    ["a wrong token", as("token-of-nobody")],
    ["a token sent otherwise", { authorization: `Basic ${TOKENS.acme}` }],
  ])("given %s, tells nothing on any route but the public ones", async (_, headers) => {
    for (const { path, isPublic } of routes) {
      for (const method of ["GET", "HEAD"]) {
        const { status, all } = await told(filled(path, PARTS), headers, method);
        if (isPublic) expect(all).not.toMatch(/acme|globex/);
        else expect([path, method, [401, 405].includes(status)]).toEqual([path, method, true]);
        expect(all).not.toMatch(/anna|marco|spring/);
      }
    }
  });

  it("given another tenant's token, tells of a tenant what it tells of one that is not there", async () => {
    for (const { path, isTenants } of routes) {
      if (!isTenants) continue;
      const answers = [];
      for (const tenantId of ["acme", "nobody"]) {
        const { status, body } = await told(filled(path, { ...PARTS, tenantId }), as(TOKENS.globex));
        answers.push({ status, body: body.replaceAll(tenantId, "TENANT") });
      }
      expect([path, answers[0]?.status]).toEqual([path, 404]);
      expect(answers[0]).toEqual(answers[1]);
      expect(JSON.parse(answers[0]?.body ?? "")).toMatchObject({ code: "STF-API-003" });
    }
  });

  it("given a tenant's own token, tells of that tenant and of no other", async () => {
    for (const { path, isTenants } of routes) {
      const { status, all } = await told(filled(path, PARTS), as(TOKENS.acme));
      expect([path, status]).toEqual([path, 200]);
      expect(all).not.toContain("globex");
      if (isTenants && !path.endsWith("/events")) expect(all).toContain("acme");
    }
  });

  it("given a token of all, lists all; and never tells that * is an entry of the configuration", async () => {
    const { body } = await told("/v1/tenants", as(TOKENS.all));
    expect(JSON.parse(body).tenants.map(({ tenantId }: { tenantId: string }) => tenantId)).toEqual(["acme", "globex"]);
    expect((await told("/v1/tenants/*/metrics", as(TOKENS.all))).status).toBe(404);
  });
});

describe("a server without tokens", () => {
  it("answers to this machine's names alone", async () => {
    const open = await served(folder, {}, "open.db");
    try {
      const { status } = await fetch(`${open.url.replace("127.0.0.1", "localhost")}/v1/tenants`);
      expect(status).toBe(200);
      const rebound = await requestAs(open.url, "evil.example");
      expect(rebound).toMatchObject({ status: 421, code: "STF-API-011" });
    } finally {
      await open.close();
    }
  });
});

/** As a page would ask whose name leads to this machine. */
async function requestAs(url: string, host: string): Promise<{ status: number; code: string }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request(`${url}/v1/tenants`, { headers: { host } }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      resolve({ status: answer.statusCode ?? 0, code: JSON.parse(text).code });
    })
      .on("error", reject)
      .end();
  });
}
