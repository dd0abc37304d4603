/** What the API answers: as its document says, on every route. */
import type { Serving } from "@stagefold/api";
import { problemSchema } from "@stagefold/http/problem";
import {
  breachesSchema,
  leadPageSchema,
  metricsListSchema,
  mqlReportSchema,
  openClocksSchema,
  slaBoardSchema,
  sqlLeadsSchema,
  sqlReportSchema,
  tenantsSchema,
  velocityReportSchema,
} from "@stagefold/reports";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filled, type OpenApi, openApiOf } from "./open-api.ts";
import { type ReplayedFolder, replayedFolder } from "./replayed-folder.ts";
import { as, GUARDED, served, TOKENS } from "./served.ts";

const SCHEMAS = {
  tenants: tenantsSchema,
  mqlReport: mqlReportSchema,
  sqlReport: sqlReportSchema,
  sqlLeads: sqlLeadsSchema,
  velocityReport: velocityReportSchema,
  slaBoard: slaBoardSchema,
  openClocks: openClocksSchema,
  breaches: breachesSchema,
  leadPage: leadPageSchema,
  metrics: metricsListSchema,
} as const;
const PARTS = { tenantId: "acme", leadId: "won" };
const ACME = "/v1/tenants/acme";

let folder: ReplayedFolder;
let serving: Serving;
let document: OpenApi;
beforeAll(async () => {
  folder = await replayedFolder();
  serving = await served(folder, GUARDED);
  document = await openApiOf(serving.url);
});
afterAll(async () => {
  await serving?.close();
  folder?.remove();
});

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Response> =>
  fetch(`${serving.url}${path}`, { method, headers: { ...as(TOKENS.acme), ...headers } });

function reports(): { path: string; operationId: string }[] {
  return Object.entries(document.paths).flatMap(([path, { get }]) =>
    get !== undefined && get.operationId in SCHEMAS
      ? [{ path: filled(path, PARTS), operationId: get.operationId }]
      : [],
  );
}

describe("every report", () => {
  it("is in the document", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(reports().map(({ operationId }) => operationId)).toEqual(Object.keys(SCHEMAS));
  });

  it("is as its schema says", async () => {
    for (const { path, operationId } of reports()) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
      const body = await answer.json();
      const parsed = SCHEMAS[operationId as keyof typeof SCHEMAS].safeParse(body);
      expect([path, parsed.error?.issues ?? []]).toEqual([path, []]);
      // Nothing is told that the document does not name.
      expect(parsed.data).toEqual(body);
    }
  });

  it("gives itself again by the query that it names", async () => {
    for (const { path, operationId } of reports()) {
      if (operationId === "tenants") continue;
      const first = (await (await ask(path)).json()) as { query: string };
      expect(await (await ask(first.query)).json()).toEqual(first);
    }
  });

  it("has a tag by which it is not sent twice, one for each format", async () => {
    for (const { path, operationId } of reports()) {
      const first = await ask(path);
      const etag = first.headers.get("etag") ?? "";
      expect(first.headers.get("cache-control")).toBe("private, no-cache");
      const second = await ask(path, { "if-none-match": etag });
      expect([path, second.status, await second.text()]).toEqual([path, 304, ""]);
      expect(second.headers.get("etag")).toBe(etag);
      if (operationId === "tenants") continue;
      const csv = await ask(path, { "if-none-match": etag, accept: "text/csv" });
      expect([path, csv.status]).toEqual([path, 200]);
    }
  });

  it("is CSV where that is asked for, either way", async () => {
    for (const { path, operationId } of reports()) {
      if (operationId === "tenants") continue;
      const accepted = await ask(path, { accept: "text/csv" });
      const named = await ask(`${path}?format=csv`);
      expect(accepted.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
      const text = await accepted.text();
      expect(await named.text()).toBe(text);
      expect([path, text]).toEqual([path, expect.stringMatching(/^\w+[\w.,]*\r\n/)]);
    }
    const rejections = await (await ask(`${ACME}/leads/lost?format=csv`)).text();
    expect(rejections).toContain(`"'=acme has ""no"", budget"`);
  });

  it("answers HEAD as GET, without a body", async () => {
    for (const { path } of reports()) {
      const head = await ask(path, {}, "HEAD");
      const get = await ask(path);
      expect([path, head.status, await head.text()]).toEqual([path, 200, ""]);
      expect(head.headers.get("etag")).toBe(get.headers.get("etag"));
      expect(head.headers.get("content-length")).toBe(get.headers.get("content-length"));
    }
  });
});

describe("lists", () => {
  it("give each row once, page by page", async () => {
    const all = (await (await ask(`${ACME}/metrics?metric=leads_reached&limit=1000`)).json()) as MetricsPage;
    expect(all.rows.length).toBeGreaterThan(10);
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await (await ask(`${ACME}/metrics?metric=leads_reached&limit=7${after}`)).json()) as MetricsPage;
      expect(page.rows.length).toBeLessThanOrEqual(7);
      paged.push(...page.rows.map(({ metricId }) => metricId));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.rows.map(({ metricId }) => metricId));
  });
});

interface MetricsPage {
  readonly rows: readonly { readonly metricId: string }[];
  readonly nextCursor: string | null;
}

type Refused = readonly [what: string, path: string, status: number, code: string, more: RequestInit];

/** By what is wrong, how to ask for it, and the code of the answer. */
const REFUSED: readonly Refused[] = [
  ["a parameter that is not there", `${ACME}/reports/mql?nonsense=1`, 400, "STF-API-001", {}],
  ["a grain that is not there", `${ACME}/reports/mql?grain=CENTURY`, 400, "STF-API-001", {}],
  ["more rows than a page may have", `${ACME}/metrics?limit=1001`, 400, "STF-API-001", {}],
  ["a date that does not exist", `${ACME}/reports/mql?from=2026-02-30`, 400, "STF-RPT-003", {}],
  ["more periods than a report may have", `${ACME}/reports/mql?grain=DAY&from=1990-01-01`, 400, "STF-RPT-003", {}],
  ["a cursor of something else", `${ACME}/metrics?cursor=nonsense`, 400, "STF-RPT-004", {}],
  ["an address that cannot be read", `${ACME}/leads/%zz`, 400, "STF-API-001", {}],
  ["no token", `${ACME}/metrics`, 401, "STF-API-002", { headers: { authorization: "" } }],
  ["a tenant that is not there", "/v1/tenants/nobody/metrics", 404, "STF-API-003", {}],
  ["a lead that is not there", `${ACME}/leads/nobody`, 404, "STF-RPT-005", {}],
  ["an address that is not there", "/v1/nothing", 404, "STF-API-004", {}],
  ["another method", `${ACME}/metrics`, 405, "STF-API-005", { method: "POST", body: "{}" }],
  ["another format", `${ACME}/metrics`, 406, "STF-API-006", { headers: { accept: "text/html" } }],
  ["an endless address", `${ACME}/metrics?subject=${"x".repeat(9_000)}`, 414, "STF-API-007", {}],
  ["a segment that is not made", `${ACME}/reports/mql?ownerId=anna`, 422, "STF-RPT-001", {}],
  ["a grain that is not made", `${ACME}/reports/mql?channel=paid&grain=ROLLING_7D`, 422, "STF-RPT-002", {}],
];

describe("what cannot be answered", () => {
  it.each(REFUSED)("is said as problem details: %s", async (_, path, status, code, more) => {
    const answer = await fetch(`${serving.url}${path}`, {
      ...more,
      headers: { ...as(TOKENS.acme), ...(more.headers as Record<string, string>) },
    });

    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    const problem = problemSchema.parse(await answer.json());
    expect(problem).toMatchObject({ status, code, type: `urn:stagefold:problem:${code}` });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("etag")).toBeNull();
    if (status === 405) expect(answer.headers.get("allow")).toBe("GET, HEAD");
    if (status === 401) expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  it("is too many requests, until the second is over", async () => {
    const slow = await served(folder, { requestsPerSecond: 5 }, "slow.db");
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${slow.url}/v1/tenants`)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]?.headers.get("retry-after")).toBe("1");
      expect(await refused[0]?.json()).toMatchObject({ code: "STF-API-008" });
    } finally {
      await slow.close();
    }
  });
});

describe("every answer", () => {
  it("has the headers that keep browsers from trusting it too far, and none for pages from elsewhere", async () => {
    const { headers } = await ask("/v1/tenants", { origin: "https://elsewhere.example" });
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("lets pages in that the settings name, and no others", async () => {
    const origin = "https://reports.example";
    const open = await served(folder, { corsOrigins: [origin] }, "cors.db");
    try {
      const from = async (page: string): Promise<string | null> => {
        const answer = await fetch(`${open.url}/v1/tenants`, { headers: { origin: page } });
        return answer.headers.get("access-control-allow-origin");
      };
      expect(await from(origin)).toBe(origin);
      expect(await from("https://elsewhere.example")).toBeNull();
    } finally {
      await open.close();
    }
  });
});

describe("the reference page", () => {
  it("loads nothing from elsewhere", async () => {
    const page = await (await fetch(`${serving.url}/reference`)).text();
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded) {
      expect(address).toMatch(/^\/reference\//);
      expect((await fetch(`${serving.url}${address}`)).status).toBe(200);
    }
  });
});
