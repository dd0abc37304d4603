import { directoryShelf } from "./directory-shelf.ts";
import type { ShelfLocation } from "./shelf-location.ts";
import type { SnapshotShelf } from "./snapshot-shelf.ts";

/** The shelf at `location`. Nothing is opened or connected yet. */
export async function shelfAt(location: ShelfLocation): Promise<SnapshotShelf> {
  if (location.kind === "directory") return directoryShelf(location.directory);
  // The SDK takes some 40 MB: only who needs it pays for it.
  const { s3Shelf } = await import("./s3-shelf.ts");
  return s3Shelf(location);
}
