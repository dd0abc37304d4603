import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokenHash } from "@stagefold/http";
import { describe, expect, it, onTestFinished } from "vitest";
import { describeApiEnvironment, readApiEnvironment } from "./api-environment.ts";

function tokensFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-tokens-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "tokens.yaml"), content);
  return join(folder, "tokens.yaml");
}

const ADA = `- { name: ada, sha256: ${tokenHash("one")}, tenants: [acme] }\n`;

describe("the environment of the query API", () => {
  it("needs nothing, and then serves this machine alone", () => {
    expect(readApiEnvironment({})).toEqual({
      host: "127.0.0.1",
      port: 8080,
      grants: null,
      corsOrigins: [],
      requestsPerSecond: 300,
      maxStreams: 1_000,
      modelFile: null,
    });
  });

  it("serves others with tokens, whose hashes it never tells", () => {
    const file = tokensFile(ADA);
    const environment = readApiEnvironment({ STAGEFOLD_API_HOST: "0.0.0.0", STAGEFOLD_API_TOKENS_FILE: file });
    expect(environment.grants).toHaveLength(1);
    const described = describeApiEnvironment(environment);
    expect(described.tokens).toEqual(["ada: acme (read)"]);
    expect(JSON.stringify(described)).not.toContain(tokenHash("one"));
  });

  it.each([
    [{ STAGEFOLD_API_HOST: "0.0.0.0" }, /^STAGEFOLD_API_TOKENS_FILE: .*reach 0.0.0.0, found nothing: it is not set$/],
    [{ STAGEFOLD_API_TOKENS_FILE: "/nowhere" }, /^STAGEFOLD_API_TOKENS_FILE: .*ENOENT/],
    [{ STAGEFOLD_API_PORT: "65536" }, /^STAGEFOLD_API_PORT: /],
    [{ STAGEFOLD_API_RATE_LIMIT: "0" }, /^STAGEFOLD_API_RATE_LIMIT: /],
    [{ STAGEFOLD_API_CORS_ORIGINS: "*" }, /^STAGEFOLD_API_CORS_ORIGINS: /],
    [{ STAGEFOLD_API_CORS_ORIGINS: "https://a.example/path" }, /^STAGEFOLD_API_CORS_ORIGINS: /],
  ])("refuses %j", (variables, said) => {
    expect(() => readApiEnvironment(variables as unknown as Record<string, string>)).toThrow(said);
  });

  it("refuses a file of tokens that is none, and says of it what is wrong", () => {
    const file = tokensFile(ADA.replace("tenants: [acme]", "tenants: acme"));
    expect(() => readApiEnvironment({ STAGEFOLD_API_TOKENS_FILE: file })).toThrow(/0\.tenants: .*expected array/);
  });
});
