/** Where snapshots are to lie, as a person writes it. */
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface DirectoryLocation {
  readonly kind: "directory";
  readonly directory: string;
}

export interface S3Location {
  readonly kind: "s3";
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** null: Amazon's, of the region. */
  readonly endpoint: string | null;
  /** null: as the SDK finds it (AWS_REGION, shared files). */
  readonly region: string | null;
  /** The bucket stands in the path, not in the host's name. */
  readonly forcePathStyle: boolean;
}

export type ShelfLocation = DirectoryLocation | S3Location;

/** What can be written, for messages. */
export const SHELF_FORMS =
  "a path, file:///path, or s3://bucket/prefix?endpoint=URL&region=REGION&forcePathStyle=true, without credentials";

const s3Options = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  region: z.string().min(1).nullable().default(null),
  forcePathStyle: z.enum(["true", "false"]).default("false"),
});

/** Reads what a person wrote; null: it is none of SHELF_FORMS. A relative path is made absolute. */
export function parseShelfLocation(text: string): ShelfLocation | null {
  if (text === "") return null;
  if (isAbsolute(text) || !/^[a-z][a-z0-9+.-]*:/i.test(text)) return { kind: "directory", directory: resolve(text) };
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return null;
  if (url.protocol === "file:") {
    if (url.search !== "" || url.host !== "") return null;
    return { kind: "directory", directory: fileURLToPath(url) };
  }
  if (url.protocol !== "s3:" || url.hostname === "" || url.port !== "") return null;
  const named = [...url.searchParams];
  const options = s3Options.safeParse(Object.fromEntries(named));
  // Of a name that stands twice, one would be passed over.
  if (new Set(named.map(([name]) => name)).size < named.length) return null;
  if (!options.success) return null;
  const { endpoint, region, forcePathStyle } = options.data;
  // Credentials in the endpoint would be logged with it.
  if (endpoint !== null && new URL(endpoint).username !== "") return null;
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, "");
  return { kind: "s3", bucket: url.hostname, prefix, endpoint, region, forcePathStyle: forcePathStyle === "true" };
}
