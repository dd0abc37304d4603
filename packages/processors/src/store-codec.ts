import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";

/**
 * Of records that a processor keeps in its store. A store holds no number of a registry: it is read again where
 * the registry does not know its writers any more, or is another one.
 */
export const STORE_CODEC: AvroCodec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
