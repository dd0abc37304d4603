/** All services on a broker that wants TLS and a login, each with the rights of `stagefold topics acls` and no others. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "@stagefold/config";
import { openKafkaLog, rightText } from "@stagefold/kafka";
import { DEAD_LETTERS, FUNNEL_METRICS, LEAD_EVENTS, LEAD_STAYS } from "@stagefold/processors";
import {
  createLogger,
  openKafkaForEvents,
  openLogForReading,
  PROCESSORS,
  runKafka,
  SERVICE_NAMES,
  type ServiceName,
  serviceRights,
} from "@stagefold/service";
import kafkajs, { type Admin } from "kafkajs";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { temporaryFolder } from "../../cli/executable.ts";
import { importFolder } from "../../cli/import-folder.ts";
import { killAll, type StartedProcess, startProcess } from "../../e2e/started-process.ts";
import { type SecuredBroker, startSecuredBroker } from "../broker/secured-broker.ts";
import { NO_OWN_SERVERS } from "../neighbours/own-servers.ts";
import { registerOwnSchemas } from "../registry/own-schemas.ts";
import { until } from "../survival/until.ts";
import { connectionOf, grant, passwordOf, revoke, USERS, variablesOf } from "./principals.ts";

const TENANT = "{ timeZone: UTC, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }";
const CONFIG = parseConfig(`tenants: { acme: ${TENANT} }\n`, "config.yaml");
const MAIN = "packages/cli/src/main.ts";
/** The registry of the tests asks for none, and is given it. */
const REGISTRY_SECRET = "secret-of-registry-7391";

// Containers have no broker of this kind.
describe.skipIf(NO_OWN_SERVERS !== null || inject("provider") === "containers")("on a secured broker", () => {
  let broker: SecuredBroker;
  let admin: Admin;
  beforeAll(async () => {
    broker = await startSecuredBroker(USERS);
    admin = new kafkajs.Kafka({ brokers: [broker.open], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    for (const service of SERVICE_NAMES) await grant(admin, service, serviceRights(service));
    await registerOwnSchemas(inject("registry"));
    expect(await ranTo(started("topics apply", ["topics", "apply", "--partitions", "1"]))).toBe(0);
  });
  afterEach(killAll);
  afterAll(async () => {
    await admin?.disconnect();
    await broker?.remove();
  });

  function started(
    service: ServiceName,
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): StartedProcess {
    return startProcess(MAIN, args, {
      ...variablesOf(broker, service),
      SCHEMA_REGISTRY_URL: inject("registry"),
      SCHEMA_REGISTRY_USERNAME: "somebody",
      SCHEMA_REGISTRY_PASSWORD: REGISTRY_SECRET,
      ...variables,
    });
  }

  /** Sends an event of some time ago, once intake takes events; it is accepted. */
  async function send(intake: StartedProcess, event: object): Promise<void> {
    await intake.logged("intake is listening");
    await intake.logged("events are taken: the topics were read");
    const { url } = intake.log().find(({ msg }) => msg === "intake is listening") as { readonly url: string };
    const answer = await fetch(new URL("/v1/events", url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...event, occurredAt: "2026-03-02T09:00:00Z" }),
    });
    expect(answer.status, await answer.text()).toBe(200);
  }

  async function ranTo(process: StartedProcess): Promise<number | null> {
    const code = await process.ended();
    if (code !== 0) throw new Error(`ended with ${code}:\n${process.output()}`);
    return code;
  }

  test("given the rights of the table and no others, when events are imported, sent, computed and served, then all works, and no process says a password", async () => {
    const cwd = importFolder({
      "leads.csv": "Lead ID,Stage,Changed,Zone,Owner,Channel\nlead-1,Qualified,2026-03-02T09:00:00Z,,Bob,Web\n",
    });
    const config = ["--config", join(cwd, "config.yaml")];
    const secret = join(cwd, "password");
    writeFileSync(secret, `${passwordOf("import")}\n`);
    const fromFile = { KAFKA_SASL_PASSWORD: "", KAFKA_SASL_PASSWORD_FILE: secret };
    const traced = { LOG_LEVEL: "trace" };
    const log = openKafkaLog({ brokers: [broker.open], clientId: "test" });

    const plan = started("topics plan", ["topics", "plan"]);
    const imported = started(
      "import",
      ["import", "leads", join(cwd, "leads.csv"), ...config, "--data", join(cwd, "import")],
      { ...fromFile, ...traced },
    );
    await ranTo(plan);
    await ranTo(imported);
    const services = [
      started("lead-tracker", ["run", "lead-tracker", ...config, "--data", join(cwd, "tracker")], traced),
      started("funnel-metrics", ["run", "funnel-metrics", ...config, "--data", join(cwd, "metrics")], traced),
      started("query-api", ["serve", ...config, "--data", join(cwd, "api"), "--port", "0"], traced),
      started("intake", ["run", "intake", ...config, "--data", join(cwd, "intake"), "--intake-port", "0"], traced),
    ] as const;
    for (const topic of [LEAD_STAYS, FUNNEL_METRICS]) {
      await until(async () => {
        for (const service of services) service.assertRuns();
        return (await log.endOffset(topic, 0)) > 0;
      });
    }
    const [, , api, intake] = services;
    await api.said(/caught up/);
    const before = await log.endOffset(LEAD_EVENTS, 0);
    await send(intake, { type: "LeadStageChanged", eventId: "e1", tenantId: "acme", leadId: "ada", stage: "MQL" });
    await until(async () => {
      intake.assertRuns();
      return (await log.endOffset(LEAD_EVENTS, 0)) > before;
    });
    for (const service of services) service.kill("SIGTERM");
    for (const service of services) expect(await service.ended(), service.output()).toBe(0);

    await log.close();
    for (const password of [...Object.values(USERS), REGISTRY_SECRET])
      for (const process of [plan, imported, ...services]) expect(process.output()).not.toContain(password);
  });

  /** Starts the service in this process, until it would go on for ever; the error that it ends with. */
  async function errorOf(service: ServiceName, onLine: (line: string) => void = () => {}): Promise<unknown> {
    const connection = connectionOf(broker, service);
    const registry = { url: inject("registry") };
    const logger = createLogger({ service: "test", level: "info", out: { write: onLine } });
    const { signal } = new AbortController();
    const common = { connection, registry, folder: temporaryFolder(), signal, logger };
    try {
      if (service === "lead-tracker" || service === "funnel-metrics") {
        await runKafka({ ...common, config: CONFIG, processors: [PROCESSORS[service]], sessionTimeoutMs: 6_000 });
      } else if (service === "query-api") {
        const source = { kind: "kafka", ...common } as const;
        await (await openLogForReading(source, { ...common, onTrouble: () => {}, service }))?.close();
      } else {
        await (await openKafkaForEvents(common))?.close();
      }
      return null;
    } catch (error) {
      return error;
    }
  }

  test.each(["lead-tracker", "funnel-metrics", "query-api", "import"] as const)(
    "given %s with one of its rights less, when it starts, then it says which one",
    async (service) => {
      const needed = serviceRights(service).filter(({ isOptional }) => !isOptional);
      expect(needed.length).toBeGreaterThan(5);
      for (const right of needed) {
        await revoke(admin, service, [right]);
        const error = await errorOf(service);
        await grant(admin, service, [right]);

        expect(error).toMatchObject({
          code: "STF-KFK-005",
          message: expect.stringContaining(`: ${rightText(right)}.`),
        });
      }
    },
  );

  test.each([
    ["its group", "group"],
    ["its transactional ids", "transactional-id"],
    [`writing to ${DEAD_LETTERS}`, DEAD_LETTERS],
  ])(
    "given a lead-tracker that runs, when the right of %s is taken away, then it ends and says so",
    async (_what, of) => {
      const right = serviceRights("lead-tracker").find(({ resource, name }) => resource === of || name === of);
      if (right === undefined) throw new Error(`no right of ${of}`);
      const taken = Promise.withResolvers<void>();
      const ended = errorOf("lead-tracker", (line) => {
        if (line.includes('"task taken over"')) taken.resolve();
      });
      await taken.promise;
      await revoke(admin, "lead-tracker", [right]);
      const writer = openKafkaLog({ brokers: [broker.open], clientId: "test" });
      // Whatever it is, it has something to say of it: a dead letter, and the commit that skips it.
      await writer.append([
        { topic: LEAD_EVENTS, partition: 0, key: Buffer.from("k"), value: Buffer.from("v"), headers: null },
      ]);
      await writer.close();
      const error = await ended;
      await grant(admin, "lead-tracker", [right]);

      expect(error).toMatchObject({ code: "STF-KFK-005", message: expect.stringContaining(rightText(right)) });
    },
  );

  test("given a principal, when the doctor looks as it, then it says whether its rights, and those of a service, are there", async () => {
    const cwd = importFolder({});
    const looks = ["doctor", "--config", join(cwd, "config.yaml"), "--data", join(cwd, "data")];
    const [own, other] = [
      started("doctor", looks),
      started("lead-tracker", [...looks, "--as", "lead-tracker", "funnel-metrics"]),
    ];

    expect(await own.ended(), own.output()).toBe(0);
    expect(own.output()).toMatch(/^ok +brokers +1 of cluster .*TLS, login scram-sha-512/m);
    expect(own.output()).toMatch(/^ok +rights +for doctor: all there$/m);
    expect(own.output()).toMatch(/^ok +clock /m);
    expect(await other.ended()).toBe(1);
    expect(other.output()).toMatch(/^ok +rights +for lead-tracker: all there$/m);
    expect(other.output()).toMatch(/^wrong +rights +for funnel-metrics: lacks .*Read on topic spend-events/m);
    expect(own.output() + other.output()).not.toMatch(/secret-of/);
  });

  test("given a wrong password, a mechanism that is off, no authority's certificate, no TLS or no login, when topics are looked at, then it fails and says what to set, and no secret", async () => {
    const looks = [
      [{ KAFKA_SASL_PASSWORD: "wrong-4711" }, "Check KAFKA_SASL_USERNAME, the password"],
      [{ KAFKA_SASL_MECHANISM: "plain" }, "KAFKA_SASL_MECHANISM"],
      [{ KAFKA_TLS_CA_FILE: "", KAFKA_TLS: "true" }, "KAFKA_TLS_CA_FILE"],
      [{ KAFKA_TLS_CA_FILE: "" }, "check KAFKA_TLS"],
      [{ KAFKA_SASL_MECHANISM: "" }, "KAFKA_SASL_MECHANISM"],
    ] as const;
    const processes = looks.map(([variables]) => started("topics plan", ["topics", "plan"], variables));
    for (const [index, [, said]] of looks.entries()) {
      const process = processes[index] as StartedProcess;
      expect(await process.ended()).toBe(1);
      expect(process.output()).toContain(said);
      expect(process.output()).not.toMatch(/wrong-4711|secret-of/);
    }
  });
});
