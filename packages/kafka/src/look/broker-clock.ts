/**
 * What the brokers' clock says: the time that they stamp a record with. The record is written in a transaction that is
 * aborted, so nobody who reads what is committed ever has it.
 */
import { KafkaRefusedError, kafkaError } from "../errors.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "../kafka-connection.ts";

/** By our clock before it was sent and after it was answered, by the broker's when it was written: ms since epoch. */
export interface BrokerClock {
  readonly sentAt: number;
  readonly stampedAt: number;
  readonly answeredAt: number;
}

/** Throws where the topic's records are not stamped by the broker (message.timestamp.type), and as all of Kafka. */
export async function brokerClock(
  options: KafkaConnectionOptions,
  topic: string,
  transactionalId: string,
): Promise<BrokerClock> {
  const what = `writing to ${topic} to see the brokers' clock`;
  const producer = kafkaConnection(options).producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    const transaction = await producer.transaction();
    try {
      // The first record of a transaction waits for more than the second.
      await transaction.send({ topic, messages: [{ partition: 0, key: "clock", value: "" }] });
      const sentAt = Date.now();
      const [written] = await transaction.send({ topic, messages: [{ partition: 0, key: "clock", value: "" }] });
      const answeredAt = Date.now();
      const stampedAt = Number(written?.logAppendTime ?? -1);
      if (stampedAt < 0) throw new KafkaRefusedError(what, new Error("its records are not stamped by the brokers"));
      return { sentAt, stampedAt, answeredAt };
    } finally {
      await transaction.abort();
    }
  } catch (error) {
    throw kafkaError(what, error);
  } finally {
    await producer.disconnect();
  }
}
