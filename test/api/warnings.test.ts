/** What the API has to say while it answers ordinary requests: nothing. */
import { createLogger } from "@stagefold/service";
import { expect, it, onTestFinished } from "vitest";
import { replayedFolder } from "./replayed-folder.ts";
import { as, GUARDED, served, TOKENS } from "./served.ts";

it("given ordinary requests, answered and not changed, then nothing is warned of", async () => {
  const lines: string[] = [];
  const logger = createLogger({ service: "test", level: "warn", out: { write: (line) => lines.push(line) } });
  const serving = await served(await replayedFolder(), GUARDED, "read-model.db", logger);
  onTestFinished(() => serving.close());
  const headers = as(TOKENS.acme);

  for (const path of ["/v1/tenants", "/v1/tenants/acme/reports/mql", "/v1/tenants/acme/reports/mql?format=csv"]) {
    const first = await fetch(`${serving.url}${path}`, { headers });
    expect(first.status).toBe(200);
    const tag = first.headers.get("etag") ?? "";
    const again = await fetch(`${serving.url}${path}`, { headers: { ...headers, "if-none-match": tag } });
    expect(again.status).toBeOneOf([200, 304]);
  }

  expect(lines).toEqual([]);
});
