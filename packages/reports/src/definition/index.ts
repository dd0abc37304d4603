export type { Definition, DefinitionSubject, Unit } from "./definition.ts";
export { DEFINITIONS, definitionOf } from "./definitions.ts";
