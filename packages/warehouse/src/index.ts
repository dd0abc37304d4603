export {
  type DuckDbExportOptions,
  type ExportedTopic,
  type ExportOptions,
  exportDuckDb,
  exportParquet,
} from "./export-warehouse.ts";
export { WAREHOUSE_TOPICS, type WarehouseTopic } from "./table.ts";
export type { WarehouseSource } from "./warehouse-source.ts";
