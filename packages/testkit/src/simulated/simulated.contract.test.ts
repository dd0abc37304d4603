import type { Store } from "@stagefold/processing";
import { logContract } from "../contract/log-contract.ts";
import { storeContract } from "../contract/store-contract.ts";
import { createSimulatedWorld } from "./simulated-world.ts";

for (const seed of [undefined, 1]) {
  logContract(seed === undefined ? "the simulated log" : "the simulated log with short reads", async (wallClock) => {
    const world = createSimulatedWorld(seed === undefined ? {} : { seed });
    let log = world.log(wallClock);
    return {
      get log() {
        return log;
      },
      createTopic: (spec) => log.createTopic(spec),
      async reopen() {
        world.restart();
        log = world.log(wallClock);
        return log;
      },
      compact: (topic) => log.compact(topic),
      deleteRecordsBefore: (topic, partition, offset) => log.deleteRecordsBefore(topic, partition, offset),
      isStampedByClock: true,
      close: async () => {},
    };
  });
}

storeContract("the simulated store", () => {
  const world = createSimulatedWorld();
  let store: Store = world.store("task");
  return {
    get store() {
      return store;
    },
    reopen() {
      world.restart();
      store = world.store("task");
      return store;
    },
    close: () => store.close(),
  };
});
