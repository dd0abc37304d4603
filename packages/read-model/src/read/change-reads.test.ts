import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  breached,
  CONFIG_YAML,
  type FollowedWorld,
  followedWorld,
  NOON,
  sqls,
} from "../followed-world.test-support.ts";
import type { LiveChange } from "./change-reads.ts";
import type { ReadModelReader } from "./read-model-reader.ts";

let folder: string;
let of: FollowedWorld;
let reader: ReadModelReader;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "read-model-"));
  of = followedWorld(join(folder, "model.db"));
  await of.send(sqls(1), breached("history"));
  await of.follow();
  reader = of.reader();
});
afterEach(() => {
  reader.close();
  rmSync(folder, { recursive: true });
});

function told({ kind, ...change }: LiveChange): string {
  return "event" in change ? `${kind} ${change.event.leadId} ${change.event.kind}` : `${kind} ${change.record.value}`;
}

describe("live changes", () => {
  it("are those after a number, in order", async () => {
    const from = reader.lastChange();
    await of.send(sqls(2), breached("anna"));
    await of.follow();

    const page = reader.changesSince(from, 10);
    expect(page.changes.map(told)).toEqual(["metric 2", "breach anna BREACHED"]);
    expect(page.next).toBe(reader.lastChange());
    expect(reader.changesSince(page.next, 10)).toEqual({ changes: [], next: page.next, reset: null });
  });

  it("are given page by page, resumed at any of them", async () => {
    const from = reader.lastChange();
    await of.send(breached("anna"), breached("ben"), breached("carla"));
    await of.follow();

    const first = reader.changesSince(from, 2);
    const second = reader.changesSince(first.changes[0]?.seq ?? 0, 10);
    expect(first.changes.map(told)).toEqual(["breach anna BREACHED", "breach ben BREACHED"]);
    expect(second.changes.map(told)).toEqual(["breach ben BREACHED", "breach carla BREACHED"]);
  });

  it("say once what changed several times, as it is now", async () => {
    const from = reader.lastChange();
    await of.send(sqls(2), sqls(3));
    await of.follow();

    expect(reader.changesSince(from, 10).changes.map(told)).toEqual(["metric 3"]);
  });

  it("are not told of history that was caught up with: who waited reads anew", () => {
    expect(reader.changesSince(0, 10)).toEqual({
      changes: [],
      next: reader.lastChange(),
      reset: expect.stringContaining("no longer kept"),
    });
  });

  it("keep growing when the model is made anew, so that an old number is known to be old", async () => {
    const old = reader.lastChange();
    of.world.clock.advance(1);
    await of.follow({}, CONFIG_YAML.replace("within: PT2H", "within: PT3H"));

    expect(reader.lastChange()).toBeGreaterThan(old);
    expect(reader.changesSince(old, 10).reset).not.toBeNull();
  });

  it("with a number that was never given lead to a reset", () => {
    expect(reader.changesSince(NOON * 1e6, 10).reset).not.toBeNull();
  });
});

describe("one reading", () => {
  it("sees one state, whatever is written meanwhile", async () => {
    const before = reader.version("acme");
    let sendMore: Promise<void> | undefined;
    const seen = reader.read(() => {
      const first = reader.version("acme");
      const writer = of.writer();
      writer.write({ topic: "sla-breaches", partition: 0, from: 1, to: 2 }, true, (batch) => {
        batch.slaEvent(breached("meanwhile"));
      });
      writer.close();
      sendMore = of.send(breached("meanwhile"));
      return [first, reader.version("acme")];
    });
    await sendMore;

    expect(seen).toEqual([before, before]);
    expect(reader.version("acme")).not.toBe(before);
  });
});
