/** What a request is answered with: what became of each of its items. */
import { z } from "zod";

export const itemResultSchema = z
  .object({
    index: z.int().min(0).meta({
      description: "Of the item, from 0: the place in the list, or the line. A record may give several events.",
    }),
    status: z.enum(["accepted", "duplicate", "not-due", "skipped", "refused"]).meta({
      description:
        "accepted: it is durable. duplicate: it was there already, the same. not-due: a rule whose lead stands " +
        "elsewhere, or spend that changes nothing. skipped: the mapping makes no event of the record. refused: see reason.",
    }),
    eventId: z.string().nullable(),
    reason: z
      .string()
      .nullable()
      .meta({
        description:
          "Of what is refused: as of dead letters; or LEAD_ERASED, of a lead that asked to be forgotten: stop sending it.",
        examples: ["UNKNOWN_STAGE", "LEAD_ERASED"],
      }),
    detail: z.string().nullable().meta({ description: "A sentence: what was found, what was expected, what to do." }),
    field: z.string().nullable().meta({ description: "The field at fault, where it is one." }),
  })
  .meta({ id: "ItemResult" });

export type ItemResult = z.infer<typeof itemResultSchema>;

export const takenSchema = z
  .object({
    accepted: z.int().min(0),
    duplicates: z.int().min(0),
    notDue: z.int().min(0),
    skipped: z.int().min(0),
    refused: z.int().min(0),
    results: z.array(itemResultSchema).meta({ description: "In the order of the items." }),
  })
  .meta({ id: "Taken", description: "What became of the items of a request. What is accepted is durable." });

export type Taken = z.infer<typeof takenSchema>;

/** The answer of these results. Pure. */
export function takenOf(results: readonly ItemResult[]): Taken {
  const count = (status: ItemResult["status"]): number =>
    results.reduce((sum, result) => sum + Number(result.status === status), 0);
  return {
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    notDue: count("not-due"),
    skipped: count("skipped"),
    refused: count("refused"),
    results: [...results],
  };
}

/** 422 where there was something and all of it was refused, else 200. Pure. */
export function statusOf({ refused, results }: Taken): 200 | 422 {
  return refused === 0 || refused < results.length ? 200 : 422;
}

/** Of a single event: 409 where it conflicts with what is known. Pure. */
export function statusOfSingle(taken: Taken): 200 | 409 | 422 {
  return taken.results[0]?.reason === "CONFLICTING_DUPLICATE" ? 409 : statusOf(taken);
}
