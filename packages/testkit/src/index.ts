export * from "./contract/log-contract.ts";
export * from "./contract/log-under-test.ts";
export * from "./contract/store-contract.ts";
export * from "./simulated/fault-plan.ts";
export * from "./simulated/manual-clock.ts";
export type { SimulatedLog, SimulatedTopicSpec } from "./simulated/simulated-log.ts";
export * from "./simulated/simulated-world.ts";
export { smallReads } from "./topology/small-reads.ts";
export { type TaskPlan, Topology, type TopologyOptions, type TopologyWorld } from "./topology/topology.ts";
