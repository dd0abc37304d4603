import { GRAINS } from "@stagefold/domain";
import { leaf } from "../schema/shapes.ts";
import { readOneOf } from "../value/text.ts";

/** The name of a grain (SEMANTICS 6). */
export const grainSchema = leaf((found) => readOneOf(found, "a grain", GRAINS));
