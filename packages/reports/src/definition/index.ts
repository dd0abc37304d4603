export { type MetricQuery, metricQueryUrl } from "../query-url.ts";
export type { Definition, DefinitionSubject, Unit } from "./definition.ts";
export { DEFINITIONS, definitionOf } from "./definitions.ts";
