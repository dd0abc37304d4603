/** The shape of FunnelDelta's rows, as schemas/internal/FunnelDelta.avsc says: what one processor writes and the other reads. */
import type { Distribution } from "@stagefold/domain";

/** Numbers of the distributions in a record's sample rows. */
export const DISTRIBUTIONS: readonly Distribution[] = ["stage", "velocity", "sla"];

/** Subject, day and three dimensions stand before what is added. */
export const STAGE_ROW = 12;
export const SLA_ROW = 9;
export const SAMPLE_ROW = 8;
