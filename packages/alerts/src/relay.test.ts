import { SLA_BREACHES } from "@stagefold/processors";
import { filesWith } from "@stagefold/testkit";
import { describe, expect, it } from "vitest";
import { given, HOOK, HOUR, MINUTE, NOON, rememberedPosts, slaEvent, targetsOf } from "./relayed-world.test-support.ts";

const SLACK = targetsOf(
  "  - { name: chat, type: slack, url: http://x.example, group: { wait: PT5S, interval: PT1M } }",
);
const MANAGER = targetsOf("  - { name: am, type: alertmanager, url: http://x.example }");

function leads(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `lead-${index}`);
}

describe("a webhook", () => {
  it("given a breach and its end, then it gets each of them once, also over restarts", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    relay.restart();
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "anna", 2));
    await relay.read();
    await relay.tell();
    relay.restart();
    await relay.read();
    await relay.tell();

    expect(posts.bodies()).toMatchObject([
      { type: "SlaBreachEvent", kind: "BREACHED", eventId: "anna:1", dueAt: "2026-03-16T11:00:00.000Z" },
      { type: "SlaBreachEvent", kind: "RESOLVED", eventId: "anna:2", overdueMs: HOUR },
    ]);
    expect(posts.requests.map(({ headers }) => headers["idempotency-key"])).toEqual(["anna:1", "anna:2"]);
  });

  it("given more at once than are told one by one, then it gets one message of counts and the first ten", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(...leads(40).map((lead, index) => slaEvent("BREACHED", lead, 1, { dueAt: NOON - index })));
    await relay.read();
    await relay.tell();

    const [body] = posts.bodies() as { readonly first: readonly { readonly leadId: string }[] }[];
    expect(posts.requests).toHaveLength(1);
    expect(body).toMatchObject({ type: "SlaBreachGroup", total: 40, counts: { BREACHED: 40 } });
    expect(body?.first.map(({ leadId }) => leadId)).toEqual(leads(40).reverse().slice(0, 10));
  });

  it("given what began and ended while nobody relayed, then it is told what is open, and no history", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    for (const lead of leads(100)) await relay.send(slaEvent("BREACHED", lead), slaEvent("RESOLVED", lead, 2));
    await relay.send(slaEvent("BREACHED", "open"));
    await relay.read();
    await relay.tell();

    expect(posts.bodies()).toMatchObject([{ leadId: "open", kind: "BREACHED" }]);
  });

  it("given history that is caught up with, then it hears nothing of it, and of what is live it hears", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    const history = { live: false };
    await relay.send(slaEvent("BREACHED", "old", 1, history), slaEvent("BREACHED", "new"));
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "old", 2), slaEvent("RESOLVED", "new", 2, history));
    await relay.read();
    await relay.tell();

    expect(posts.bodies()).toMatchObject([
      { leadId: "new", kind: "BREACHED" },
      { leadId: "new", kind: "RESOLVED" },
    ]);
  });

  it("given that it asks for history, then it hears of that too", async () => {
    const posts = rememberedPosts();
    const asking = targetsOf("  - { name: h, type: webhook, url: http://x, history: true, group: { wait: PT0S } }");
    const relay = given(asking, posts.post);
    await relay.send(slaEvent("BREACHED", "old", 1, { live: false }));
    await relay.read();
    await relay.tell();

    expect(posts.bodies()).toMatchObject([{ leadId: "old" }]);
  });

  it("given other severities, tenants and kinds, then it hears of those it wants", async () => {
    const posts = rememberedPosts();
    const narrow = targetsOf(
      "  - { name: n, type: webhook, url: http://x, kinds: [AT_RISK], severities: [page], tenants: [acme], group: { wait: PT0S } }",
    );
    const relay = given(narrow, posts.post);
    await relay.send(
      slaEvent("AT_RISK", "wanted"),
      slaEvent("AT_RISK", "mild", 1, { severity: "warn" }),
      slaEvent("AT_RISK", "theirs", 1, { tenantId: "globex" }),
      slaEvent("BREACHED", "late"),
    );
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("CLEARED", "wanted", 2), slaEvent("RESOLVED", "late", 2));
    await relay.read();
    await relay.tell();

    expect(posts.bodies()).toMatchObject([{ leadId: "wanted" }]);
  });

  it("given an event that stands in the topic twice, then it hears of it once", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "anna", 2), slaEvent("BREACHED", "anna"), slaEvent("RESOLVED", "anna", 2));
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "anna", 2));
    await relay.read();
    await relay.tell();

    expect(posts.requests.map(({ headers }) => headers["idempotency-key"])).toEqual(["anna:1", "anna:2"]);
  });

  it("given an owner who changed and changed back before it was told, then nothing is left to tell", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna", 1, { ownerId: "kim" }));
    await relay.read();
    await relay.tell();
    await relay.send(
      slaEvent("BREACHED", "anna", 2, { ownerId: "lee" }),
      slaEvent("BREACHED", "anna", 3, { ownerId: "kim" }),
    );
    await relay.read();
    await relay.tell();

    expect(posts.requests).toHaveLength(1);
  });

  it("given a kind that this version does not know, and bytes that are none, then it passes them over", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("UNKNOWN", "anna"));
    const value = Buffer.from("nonsense");
    await relay.world.outside.append([{ topic: SLA_BREACHES, partition: 0, key: null, value, headers: null }]);
    await relay.read();
    await relay.tell();

    expect(posts.requests).toEqual([]);
    expect(relay.said).toEqual([expect.stringContaining("unreadable")]);
  });
});

describe("a chat", () => {
  it("given many at once, then waits for more, and gets one message now and one later", async () => {
    const posts = rememberedPosts();
    const relay = given(SLACK, posts.post);
    await relay.send(...leads(12).map((lead) => slaEvent("BREACHED", lead)));
    await relay.read();
    await relay.tell();
    expect(posts.requests).toEqual([]);
    relay.world.clock.advance(5_000);
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "lead-3", 2), slaEvent("BREACHED", "<&>"));
    await relay.read();
    relay.world.clock.advance(30_000);
    relay.restart();
    await relay.read();
    await relay.tell();
    expect(posts.requests).toHaveLength(1);
    relay.world.clock.advance(30_000);
    await relay.tell();

    const texts = posts.bodies().map((body) => (body as { readonly text: string }).text.split("\n"));
    expect(texts[0]).toHaveLength(12);
    expect(texts[0]?.[0]).toBe("*SLA: 12 breached*");
    expect(texts[0]?.at(-1)).toBe("and 2 more");
    expect(texts[1]).toEqual([
      "*SLA: 1 breached, 1 resolved*",
      "• *reply breached* (page): lead &lt;&amp;&gt; of acme, due 2026-03-16 11:00 UTC, channel paid",
      "• *reply resolved* (page): lead lead-3 of acme, due 2026-03-16 11:00 UTC, 1h 0m late, channel paid",
    ]);
  });
});

describe("Alertmanager", () => {
  it("given a breach, then has an alert with its labels, sent again while open, closed when the clock ended", async () => {
    const posts = rememberedPosts();
    const relay = given(MANAGER, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    relay.world.clock.advance(MINUTE);
    await relay.tell();
    await relay.send(slaEvent("RESOLVED", "anna", 2));
    await relay.read();
    await relay.tell();
    relay.world.clock.advance(HOUR);
    await relay.tell();

    const labels = {
      alertname: "StagefoldSlaBreached",
      tenantId: "acme",
      slaId: "reply",
      severity: "page",
      leadId: "anna",
      stage: "MQL",
      clockId: "acme|anna|reply|e1",
      channel: "paid",
    };
    expect(posts.requests[0]?.url).toBe("http://x.example/api/v2/alerts");
    const bodies = posts.bodies() as readonly { readonly labels: unknown }[][];
    expect(bodies.map(([alert]) => alert?.labels)).toEqual(bodies.map(() => labels));
    const startsAt = "2026-03-16T11:00:00.000Z";
    expect(bodies).toMatchObject([
      [{ startsAt, endsAt: "2026-03-16T13:00:00.000Z" }],
      [{ startsAt, endsAt: "2026-03-16T13:00:00.000Z" }],
      [{ startsAt, endsAt: "2026-03-16T13:01:00.000Z" }],
      [{ startsAt, endsAt: "2026-03-16T12:00:00.000Z" }],
    ]);
  });

  it("given another owner, then closes the alert with the old labels as it opens the one with the new", async () => {
    const posts = rememberedPosts();
    const relay = given(MANAGER, posts.post);
    await relay.send(slaEvent("BREACHED", "anna", 1, { ownerId: "kim" }));
    await relay.read();
    await relay.tell();
    await relay.send(slaEvent("BREACHED", "anna", 2, { ownerId: "lee" }));
    await relay.read();
    await relay.tell();

    expect(posts.bodies().at(-1)).toMatchObject([
      { labels: { ownerId: "kim" }, endsAt: "2026-03-16T12:00:00.000Z" },
      { labels: { ownerId: "lee" }, endsAt: "2026-03-16T13:00:00.000Z" },
    ]);
  });

  it("given a target that is new, then it is told what is open already", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.tell();
    relay.restart([...HOOK, ...MANAGER]);
    await relay.read();
    await relay.tell();

    expect(posts.requests.map(({ url }) => url)).toEqual([
      "http://x.example",
      ...["http://x.example/api/v2/alerts", "http://x.example/api/v2/alerts"],
    ]);
  });
});

describe("another topic", () => {
  it("given that it lost its beginning, then goes on where it begins now, and says so", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"));
    await relay.read();
    await relay.send(slaEvent("RESOLVED", "anna", 2), slaEvent("BREACHED", "anna", 3));
    const partition = (await relay.world.outside.endOffset(SLA_BREACHES, 0)) === 3 ? 0 : 1;
    await relay.world.outside.deleteRecordsBefore(SLA_BREACHES, partition, 2);
    await relay.read();
    await relay.tell();

    expect(relay.said).toEqual(["missed 1"]);
    expect(posts.bodies()).toMatchObject([{ eventId: "anna:3" }]);
  });

  it("given that it was made anew, then what it knows nothing of is taken back, and nothing is told twice", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", "anna"), slaEvent("BREACHED", "ben"), slaEvent("BREACHED", "carla"));
    await relay.read();
    await relay.tell();
    relay.restartOnNewTopic();
    await relay.send(slaEvent("BREACHED", "ben"));
    await relay.read();
    await relay.tell();

    expect(relay.said).toContain("another topic");
    const later = posts.bodies().slice(3) as readonly { readonly leadId: string; readonly kind: string }[];
    expect(later.map(({ leadId, kind }) => `${leadId} ${kind}`).sort()).toEqual(["anna RETRACTED", "carla RETRACTED"]);
  });
});

describe("a lead that was erased", () => {
  const LEAD = "lead-Xq7Zt93";
  const ALL = [...HOOK, ...SLACK, ...MANAGER];
  const PATIENCE = targetsOf(
    "  - { name: gone, type: webhook, url: http://gone, giveUpAfter: PT2H, group: { wait: PT0S } }\n" +
      "  - { name: deaf, type: webhook, url: http://deaf, kinds: [BREACHED], group: { wait: PT0S } }",
  );
  /** Its processor takes back whatever there was to worry about. */
  const retracted = slaEvent("RETRACTED", LEAD, 9);

  it("given targets that were told of it, told it is over, or given up, then the file says nothing of it", async () => {
    const posts = rememberedPosts();
    const relay = given([...ALL, ...PATIENCE], async (request, now) =>
      request.url === "http://gone" ? { kind: "unknown", why: "away" } : posts.post(request, now),
    );
    const round = async (): Promise<void> => {
      await relay.read();
      relay.world.clock.advance(MINUTE);
      await relay.tell();
    };
    await relay.send(slaEvent("AT_RISK", LEAD), slaEvent("BREACHED", LEAD, 2, { ownerId: "kim-of-Xq7Zt93" }));
    await round();
    await relay.send(slaEvent("BREACHED", LEAD, 3), slaEvent("BREACHED", "other"));
    await round();
    expect(relay.file.counts("am")).toEqual({ waiting: 0, open: 2 });
    await relay.send(retracted);
    await round();

    expect(relay.file.counts("gone")).toMatchObject({ waiting: 2 });
    relay.world.clock.advance(2 * HOUR);
    await relay.tell();
    relay.restart();
    await round();
    relay.restart();
    relay.file.close();
    expect(filesWith(relay.folder, "alerts.db", "Xq7Zt93")).toEqual([]);
    expect(filesWith(relay.folder, "alerts.db", "other")).toEqual(["alerts.db"]);
    const told = posts.bodies().filter((body) => JSON.stringify(body).includes("Xq7Zt93"));
    expect(told.length).toBeGreaterThan(ALL.length);
  });

  it("given that it is told of twice, and after a restart, then nobody hears of it again", async () => {
    const posts = rememberedPosts();
    const relay = given(HOOK, posts.post);
    await relay.send(slaEvent("BREACHED", LEAD));
    await relay.read();
    await relay.tell();
    await relay.send(retracted);
    await relay.read();
    await relay.tell();
    relay.restart();
    await relay.send(slaEvent("BREACHED", LEAD), retracted);
    await relay.read();
    await relay.tell();
    expect(posts.requests).toHaveLength(2);
  });
});
