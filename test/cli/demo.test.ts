/** `stagefold demo`, as somebody sees it who has just cloned the repository. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startProcess } from "../e2e/started-process.ts";
import { rowsOf, stagefold, temporaryFolder } from "./executable.ts";

test("given nothing, when the demonstration runs, then it prints the reports, and leaves everything to look at where it says", async () => {
  const cwd = temporaryFolder();
  const startedAt = performance.now();
  const { code, stdout, stderr } = await stagefold(["demo", "--exit"], { cwd });
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const heading of [/MQL/, /SQL.*quarter/i, /velocity/i, /^SLA compliance$/m, /^Latest SLA breaches$/m])
    expect(stdout).toMatch(heading);
  expect(stdout).not.toContain("(nothing yet)");
  expect(stdout).not.toContain("\u001b");
  expect(readdirSync(cwd)).toEqual(["stagefold-demo"]);
  expect(stdout).toContain(join("stagefold-demo", "out"));
  expect(rowsOf(cwd, "stagefold-demo/out/sla-breaches.ndjson").length).toBeGreaterThan(100);

  const list = await stagefold(["dead-letters", "list", "--data", "stagefold-demo/data", "--json"], { cwd });
  expect(list.stdout.split("\n").length).toBeGreaterThan(5);

  // A second one takes the place of the first, and leaves alone what is not its own.
  writeFileSync(join(cwd, "stagefold-demo/notes.txt"), "mine");
  expect((await stagefold(["demo", "--exit"], { cwd })).code).toBe(0);
  expect(existsSync(join(cwd, "stagefold-demo/notes.txt"))).toBe(true);
});

test("given nobody who ends it, when the demonstration goes on, then it serves the dashboard and what happens as one looks, until it is stopped with everything committed", async () => {
  const cwd = temporaryFolder();
  const out = join(cwd, "demo");
  const main = "packages/cli/src/main.ts";
  const started = startProcess(main, ["demo", "--out", out, "--port", "0"], { PATH: process.env.PATH ?? "" });
  const address = /^The dashboard +(http:\S+)$/m;
  await started.said(address);
  const [, url = ""] = address.exec(started.output()) ?? [];

  expect(await (await fetch(url)).text()).toContain("<title>Stagefold</title>");
  for (;;) {
    const response = await fetch(`${url}/v1/tenants/lumen/leads/lum-live-0001`);
    const others = await Promise.all(
      ["brightwater/leads/bri", "sagara/leads/sag"].map((lead) => fetch(`${url}/v1/tenants/${lead}-live-0001`)),
    );
    const found = [response, ...others].find(({ status }) => status === 200);
    if (found === undefined) continue;
    const { stays } = (await found.json()) as { readonly stays: readonly { readonly stage: string }[] };
    expect(stays[0]).toMatchObject({ stage: "INQUIRY" });
    break;
  }

  started.kill("SIGINT");
  expect(await started.ended(), started.output()).toBe(0);
  const verify = ["verify", "--data", join(out, "data"), "--config", join(out, "config.yaml")];
  const verified = await stagefold(verify, { cwd });
  expect(verified.stdout + verified.stderr).toMatch(/\nno differences\n$/);
});
