export * from "./errors.ts";
export type { SnapshotManifest, SnapshotSubject } from "./manifest.ts";
export { shelfAt } from "./shelf-at.ts";
export { parseShelfLocation, SHELF_FORMS, type ShelfLocation } from "./shelf-location.ts";
export type { SnapshotShelf } from "./snapshot-shelf.ts";
export { openSnapshots, type PutSnapshot, type SnapshotAt, type Snapshots } from "./snapshots.ts";
