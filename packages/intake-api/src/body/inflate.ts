/** Content-Encoding: what compressed bodies hold, never more than the limit. */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import { HttpProblem, OTHER_CONTENT } from "@stagefold/http";
import { UNREADABLE_BODY } from "../problem/intake-problems.ts";
import type { BodyShare } from "./body-budget.ts";
import { LONGEST_BODY, tooLarge } from "./take-bodies.ts";

type Inflate = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const INFLATERS: Readonly<Record<string, Inflate>> = {
  gzip: promisify(gunzip) as Inflate,
  "x-gzip": promisify(gunzip) as Inflate,
  deflate: promisify(inflate) as Inflate,
  br: promisify(brotliDecompress) as Inflate,
  zstd: promisify(zstdDecompress) as Inflate,
};

/** The body without its encoding. Throws 415 for another encoding, 413 for more bytes than may be, 400 for broken ones. */
export async function inflated(body: Buffer, encoding: string | undefined, share: BodyShare | null): Promise<Buffer> {
  const name = (encoding ?? "").trim().toLowerCase();
  if (name === "" || name === "identity") return body;
  const inflater = Object.hasOwn(INFLATERS, name) ? INFLATERS[name] : undefined;
  if (inflater === undefined) {
    const detail = `bodies come as they are, or with one Content-Encoding of gzip, deflate, br, zstd; found ${JSON.stringify(name.slice(0, 80))}`;
    throw new HttpProblem(OTHER_CONTENT, detail, { headers: { "accept-encoding": "gzip, deflate, br, zstd" } });
  }
  let whole: Buffer;
  try {
    whole = await inflater(body, { maxOutputLength: LONGEST_BODY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new HttpProblem(UNREADABLE_BODY, `the body is not ${name}: ${(error as Error).message}`);
  }
  share?.take(whole.length);
  return whole;
}
