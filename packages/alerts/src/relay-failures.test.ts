/** Targets that fail, for a while or for good: what they are told then, and when. */
import { describe, expect, it } from "vitest";
import { given, HOOK, HOUR, MINUTE, NOON, rememberedPosts, slaEvent, targetsOf } from "./relayed-world.test-support.ts";

describe("a target that fails", () => {
  it("is tried again after longer and longer, or when it says, and gets it once", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    posts.answer(
      { kind: "not now", why: "it answered 500", retryAfterMs: null },
      { kind: "not now", why: "it answered 500", retryAfterMs: null },
      { kind: "not now", why: "it answered 429", retryAfterMs: 90_000 },
    );
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    for (const wait of [0, 999, 1, 1_999, 1, 89_999, 1]) {
      relay.world.clock.advance(wait);
      await relay.tell();
    }

    expect(relay.said).toEqual([
      "hook: it answered 500, again in 1000",
      "hook: it answered 500, again in 2000",
      "hook: it answered 429, again in 90000",
    ]);
    expect(posts.bodies()).toMatchObject([{ leadId: "anna" }]);
  });

  it("holds no other up", async () => {
    const told: string[] = [];
    const both = targetsOf(
      "  - { name: away, type: webhook, url: http://away, group: { wait: PT0S } }\n" +
        "  - { name: here, type: webhook, url: http://here, group: { wait: PT0S } }",
    );
    const relay = given(both, async ({ url }) => {
      told.push(url);
      return url === "http://away" ? { kind: "unknown", why: "it did not answer" } : { kind: "taken" };
    });
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    await relay.tell();

    expect(told).toEqual(["http://away", "http://here"]);
  });

  it("and certainly took nothing hears nothing of what has ended meanwhile", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    posts.answer({ kind: "not now", why: "ECONNREFUSED", retryAfterMs: null });
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "anna", 2));
    await relay.read();
    relay.world.clock.advance(MINUTE);
    await relay.tell();

    expect(posts.requests).toEqual([]);
  });

  it("and may have taken it hears of its end", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    posts.answer({ kind: "unknown", why: "it did not answer" });
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    relay.restart();
    await relay.send(slaEvent("RESOLVED", "anna", 2));
    await relay.read();
    await relay.tell();

    expect(posts.bodies()).toMatchObject([{ kind: "RESOLVED", leadId: "anna" }]);
  });

  it("and may have taken the end hears of it when the same begins again", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    posts.answer({ kind: "unknown", why: "it did not answer" });
    await relay.send(slaEvent("RETRACTED", "anna", 2));
    await relay.read();
    relay.world.clock.advance(MINUTE);
    await relay.tell();
    relay.restart();
    await relay.send(slaEvent("BREACHED", "anna", 3));
    await relay.read();
    relay.world.clock.advance(MINUTE);
    await relay.tell();

    expect(posts.bodies()).toMatchObject([{ eventId: "anna:1" }, { eventId: "anna:3", kind: "BREACHED" }]);
  });

  it("and refuses a message is not sent that one again, but the others", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    posts.answer({ kind: "refused", why: "it answered 422: no" });
    await relay.send(slaEvent("BREACHED", "anna", 1, { dueAt: NOON - 2 * HOUR }), slaEvent("BREACHED", "ben"));
    await relay.read();
    await relay.tell();
    relay.restart();
    await relay.read();
    await relay.tell();

    expect(relay.said).toEqual(["hook: gave up 1 from anna:1: it answered 422: no"]);
    expect(posts.bodies()).toMatchObject([{ leadId: "ben" }]);
  });

  it("for longer than is tried is not told any more, and that is said", async () => {
    const posts = rememberedPosts();
    const patient = targetsOf(
      "  - { name: hook, type: webhook, url: http://x, giveUpAfter: PT2H, group: { wait: PT0S } }",
    );
    const relay = given(patient, posts.post);
    posts.answer({ kind: "not now", why: "away", retryAfterMs: null });
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    relay.world.clock.advance(2 * HOUR + 1);
    await relay.tell();

    expect(relay.said.at(-1)).toBe("hook: gave up 1 from anna:1: it could not be told for 120 minutes");
    expect(posts.requests).toEqual([]);
    expect(relay.file.counts("hook")).toEqual({ waiting: 0, open: 0 });
  });
});
