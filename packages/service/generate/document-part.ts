/** A part of an AsyncAPI document. */
export type Part = Readonly<Record<string, unknown>>;

/** Messages by their name. */
export type Messages = Readonly<Record<string, Part>>;

/** The version of AsyncAPI's bindings for Kafka that we write. */
export const KAFKA_BINDING = "0.5.0";
