/** What a broker for tests is told: one node that is its own controller, small, and as durable as its folder. */

export interface BrokerPlace {
  /** Where it keeps its log. */
  readonly folder: string;
  /** The address it binds to for clients, and the one at which they find it. */
  readonly listens: string;
  readonly advertised: string;
  /** The addresses at which it finds itself: as a broker and as a controller. */
  readonly internal: string;
  readonly controller: string;
}

/** By name, as in server.properties. */
export function brokerProperties(place: BrokerPlace): Readonly<Record<string, string | number | boolean>> {
  const { folder, listens, advertised, internal, controller } = place;
  return {
    "process.roles": "broker,controller",
    "node.id": 1,
    listeners: `PLAINTEXT://${listens},INTERNAL://${internal},CONTROLLER://${controller}`,
    "advertised.listeners": `PLAINTEXT://${advertised},INTERNAL://${internal}`,
    // In a container it does not reach itself at the address of its clients.
    "inter.broker.listener.name": "INTERNAL",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.quorum.voters": `1@${controller}`,
    "log.dirs": folder,
    "auto.create.topics.enable": false,
    "offsets.topic.num.partitions": 1,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    // How often it looks for transactions whose time is up.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1_000,
    "message.max.bytes": 10_485_760,
    // The default does not fit into a small heap.
    "log.cleaner.dedupe.buffer.size": 10_485_760,
  };
}
