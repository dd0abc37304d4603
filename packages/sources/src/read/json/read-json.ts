/**
 * JSON documents as records: a document is a record, a list of records, or holds such a list under the source's
 * `records`. One document or several, one after the other; a list of documents is as its documents.
 *
 * A list is given out while it is read, so that memory is that of its largest record.
 */
import type { FieldPath } from "@stagefold/config";
import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import type { SourceRecord } from "../../mapped.ts";
import { SourceSyntaxError } from "../errors.ts";
import { sizeText } from "../shown-text.ts";
import { toUtf8 } from "../to-utf8.ts";
import { exactNumber } from "./exact-number.ts";
import { MAX_DEPTH } from "./nesting.ts";

/**
 * The records of `chunks`. `maxBytes` is the most of one record, and of what stands between two. Throws SourceSyntaxError, which says the byte, and
 * SourceEncodingError.
 */
export async function* readJson(
  chunks: AsyncIterable<Uint8Array>,
  records: FieldPath | null,
  maxBytes: number,
): AsyncGenerator<readonly SourceRecord[]> {
  const found: unknown[] = [];
  const reader = openReader(records?.steps ?? [], maxBytes, (value) => found.push(value));
  let index = 0;
  for await (const chunk of toUtf8(chunks, { encoding: null, check: true })) {
    reader.write(chunk);
    if (found.length === 0) continue;
    yield found.splice(0).map((value) => ({ value, line: null, index: index++ }));
  }
  reader.end();
  if (found.length > 0) yield found.splice(0).map((value) => ({ value, line: null, index: index++ }));
}

class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    // The parser hands on what it is given.
    return exactNumber(text) as number;
  }
}

/** Tells `found` each record, once it is whole. */
function openReader(path: readonly (string | number)[], maxBytes: number, found: (value: unknown) => void) {
  const tokenizer = new ExactTokenizer({ separator: "" });
  const parser = new TokenParser({ separator: "" });
  let written = 0;
  let at = 0;
  /** Where the last record ended. */
  let recordEnd = 0;
  /** Whether the document that is being read has had its list. */
  let listed = false;
  let depth = 0;
  const give = (value: unknown) => {
    recordEnd = at;
    found(value);
  };
  tokenizer.onToken = (token) => {
    at = token.offset;
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) {
      depth++;
      if (depth > MAX_DEPTH) throw new SourceSyntaxError(`it is nested deeper than ${MAX_DEPTH} levels at byte ${at}`);
    } else if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth--;
    parser.write(token);
  };
  parser.onValue = ({ value, key, parent, stack }) => {
    const level = stack.length;
    const root = level === 1 ? parent : stack[1]?.value;
    const base = Array.isArray(root) ? 1 : 0;
    if (level === base) {
      // A document, or the list of them. What was given out is let go: it is out of its list.
      if (!listed && !(level === 0 && Array.isArray(value))) give(value);
      listed = false;
      recordEnd = at;
      if (Array.isArray(parent)) parent.length -= 1;
      return;
    }
    const isListed = (keys: number): boolean => {
      for (let step = 0; step < keys; step++) {
        const taken = base + step + 1 === level ? key : stack[base + step + 1]?.key;
        if (String(taken) !== String(path[step])) return false;
      }
      return true;
    };
    if (path.length === 0) return;
    if (level === base + path.length + 1 && Array.isArray(parent) && isListed(path.length)) {
      listed = true;
      give(value);
      parent.length -= 1;
    } else if (level === base + path.length && Array.isArray(value) && isListed(path.length)) {
      listed = true;
      value.length = 0;
    } else if (listed && level === base + 1 && parent !== undefined && !Array.isArray(parent) && key !== undefined) {
      delete parent[key];
    }
  };
  const asked = (call: () => void) => {
    try {
      call();
    } catch (error) {
      if (error instanceof SourceSyntaxError) throw error;
      throw new SourceSyntaxError(notJson(error as Error, at), error);
    }
  };
  return {
    write(bytes: Buffer) {
      asked(() => tokenizer.write(bytes));
      written += bytes.length;
      if (written - recordEnd > maxBytes) {
        throw new SourceSyntaxError(
          `a record, or what stands before one, is longer than ${sizeText(maxBytes)} from byte ${recordEnd}: does the mapping's ` +
            "records name the list? One record a line (NDJSON) is read whatever the length of the file",
        );
      }
    },
    end() {
      if (written === 0) return;
      asked(() => {
        tokenizer.end();
        parser.end();
      });
    },
  };
}

/** The parser's own words, without its states. */
function notJson({ message }: Error, at: number): string {
  const byte = /absolute position "(\d+)"/.exec(message)?.[1] ?? String(at);
  if (message.includes("ended in")) return `it is no JSON: it ends in the middle, after byte ${byte}. Was it cut off?`;
  const found = /^Unexpected ("[\s\S]*?"(?= at )|.*(?= in state ))/
    .exec(message)?.[1]
    ?.replace(/^[A-Z_]+ \((.*)\)$/, "$1");
  return `it is no JSON at byte ${byte}: ${found === undefined ? message.slice(0, 200) : `${shown(found)} is not expected there`}`;
}

function shown(found: string): string {
  return found.slice(0, 100).replace(/\p{Cc}/gu, (sign) => JSON.stringify(sign).slice(1, -1));
}
