/** Who may send what: on every route that the OpenAPI document names. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filled, type OpenApi, openApiOf } from "../api/open-api.ts";
import { as } from "../api/served.ts";
import { GUARDED, moved, postedJson, type ServedIntake, servedIntake, TOKENS } from "./served-intake.ts";

interface Route {
  readonly path: string;
  readonly method: string;
  readonly isPublic: boolean;
}

let intake: ServedIntake;
let routes: readonly Route[];
let api: OpenApi;
beforeAll(async () => {
  intake = await servedIntake({ settings: GUARDED });
  api = await openApiOf(intake.url);
  routes = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({ path, method, isPublic: security?.length === 0 })),
  );
});
afterAll(() => intake?.remove());

async function told({ path, method }: Route, headers: Readonly<Record<string, string>>) {
  const sends =
    method === "post" ? { body: "[]", headers: { "content-type": "application/json", ...headers } } : { headers };
  const answer = await fetch(`${intake.url}${filled(path, { source: "crm" })}`, {
    method: method.toUpperCase(),
    ...sends,
  });
  return { status: answer.status, body: await answer.text() };
}

describe("a guarded intake", () => {
  it("has routes that write, and a few that are anybody's", () => {
    expect(routes.filter(({ isPublic }) => isPublic).map(({ path }) => path)).toEqual([
      "/livez",
      "/readyz",
      "/metrics",
    ]);
    expect(routes.filter(({ isPublic }) => !isPublic).map(({ path, method }) => `${method} ${path}`)).toEqual([
      "post /v1/events",
      "post /v1/sources/{source}",
      "get /v1/sources/{source}/refused",
    ]);
  });

  it.each([
    ["no token", {}, 401],
    ["a wrong token", as("token-of-nobody"), 401],
    ["a token sent otherwise", { authorization: `Basic ${TOKENS.acme}` }, 401],
    ["a token that may only read", as(TOKENS.reader), 403],
  ] as const)("given %s, takes and tells nothing on any route but the public ones", async (_, headers, status) => {
    for (const route of routes) {
      const answer = await told(route, headers);
      if (route.isPublic) expect(answer.body).not.toMatch(/acme|globex|writes-for/);
      else expect([route.path, answer.status]).toEqual([route.path, status]);
    }
  });

  it("given a token that may write, takes on every route", async () => {
    for (const route of routes)
      expect([route.path, (await told(route, as(TOKENS.acme))).status]).toEqual([route.path, 200]);
  });

  it("takes events of the token's tenants alone, and says of another what it says of one that is not there", async () => {
    const results = [];
    for (const tenantId of ["globex", "nobody"]) {
      const { status, body } = await postedJson(
        `${intake.url}/v1/events`,
        [moved(`e-${tenantId}`, { tenantId }), moved(`own-${tenantId}`)],
        as(TOKENS.acme),
      );
      expect([status, body.accepted, body.refused]).toEqual([200, 1, 1]);
      results.push(JSON.stringify(body.results[0]).replaceAll(tenantId, "TENANT"));
    }
    expect(results[0]).toBe(results[1]);
    expect(results[0]).toContain("UNKNOWN_TENANT");
    const source = `${intake.url}/v1/sources/crm`;
    const record = { id: "7", changed_at: "2026-03-02T09:00:00Z", status: "Open" };
    expect((await postedJson(source, record, as(TOKENS.globex))).body).toMatchObject({ accepted: 0, refused: 1 });
    expect((await postedJson(source, record, as(TOKENS.all))).body).toMatchObject({ accepted: 1 });
  });

  it("says nothing of which sources there are to who has no token", async () => {
    const known = await postedJson(`${intake.url}/v1/sources/crm`, []);
    const unknown = await postedJson(`${intake.url}/v1/sources/crx`, []);
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(known.body.detail).toBe(unknown.body.detail);
    const answer = await postedJson(`${intake.url}/v1/sources/crx`, [], as(TOKENS.acme));
    expect([answer.status, answer.body.code]).toEqual([404, "STF-API-030"]);
  });

  it("refuses before it reads a body", async () => {
    const body = Buffer.alloc(32 << 20, " ");
    const answer = await fetch(`${intake.url}/v1/events`, { method: "POST", body }).catch(() => null);
    expect([null, 401]).toContain(answer?.status ?? null);
  });
});
