import { type Document, isCollection, isMap, isNode, isSeq, LineCounter, parseDocument } from "yaml";
import { type ConfigProblem, problemAt } from "../config-error.ts";
import type { KeyPath } from "../key-path.ts";
import { entryOf } from "./entries.ts";
import { plainValue } from "./plain-value.ts";
import { pathAt, structureOf } from "./structure.ts";

/** A place in a file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file as plain data, with the place of everything in it. */
export interface YamlFile {
  /** undefined: it could not be read at all; `problems` says why. */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Where the key or list item at `path` stands; of one that is missing, its nearest ancestor. */
  readonly placeOf: (path: KeyPath) => Place;
}

const START: Place = { line: 1, column: 1 };

/**
 * Reads one YAML 1.2 document (core schema, with merge keys). Never throws: what is wrong is in
 * `problems`. `verbatim` names the numbers that are given as their text.
 */
export function readYaml(text: string, file: string, verbatim: (path: KeyPath) => boolean): YamlFile {
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (document === undefined)
    return unread([problemAt(file, START, [], "cannot be read as YAML: it is nested too deeply; use fewer levels")]);
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return line < 1 ? START : { line, column: Math.max(1, col) };
  };
  const root = document.contents;
  const faults = [...document.errors, ...document.warnings].map(({ code, message, pos: [offset] }) => ({
    offset,
    sentence: yamlSentence(code, message),
  }));
  const structure = structureOf(root);
  const fatal = faults.length > 0 ? firstOfLine(faults, place) : structure.problems;
  if (fatal.length > 0) {
    return unread(fatal.map(({ offset, sentence }) => problemAt(file, place(offset), pathAt(root, offset), sentence)));
  }
  const problems: ConfigProblem[] = [];
  const report = (node: unknown, path: KeyPath, sentence: string) => {
    problems.push(problemAt(file, place(offsetOf(node) ?? 0), path, sentence));
  };
  const value = plainValue(root, { resolve: structure.resolve, verbatim, report });
  return { value, problems, placeOf: (path) => place(offsetAt(root, path, structure.resolve)) };
}

function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      schema: "core",
      version: "1.2",
      logLevel: "error",
    });
  } catch {
    // The parser goes down a level per call; what else it may stumble over is no YAML either.
    return undefined;
  }
}

function yamlSentence(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS")
    return "found a second document, expected one; remove the line --- and what follows, or make it a file of its own";
  if (/call stack/i.test(message)) return "is nested too deeply to be read as YAML, expected fewer levels; flatten it";
  if (code === "TAG_RESOLVE_FAILED")
    return `found a tag that is not known (${oneLine(message)}), expected plain values; remove the tag`;
  return `cannot be read as YAML: ${oneLine(message)}; check indentation, quotes and brackets here and just above`;
}

/** One fault of syntax brings others with it: the first of a line is the one to mend. */
function firstOfLine<T extends { readonly offset: number }>(
  faults: readonly T[],
  place: (offset: number) => Place,
): readonly T[] {
  const seen = new Set<number>();
  return faults
    .toSorted((a, b) => a.offset - b.offset)
    .filter(({ offset }) => {
      const { line } = place(offset);
      return !seen.has(line) && seen.add(line);
    });
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, " ").trim();
}

function unread(problems: readonly ConfigProblem[]): YamlFile {
  return { value: undefined, problems, placeOf: () => START };
}

function offsetAt(root: unknown, path: KeyPath, resolve: (node: unknown) => unknown): number {
  let node = resolve(root);
  let offset = offsetOf(node) ?? 0;
  for (const step of path) {
    const entry = isMap(node) && typeof step === "string" ? entryOf(node, step, resolve) : undefined;
    const item = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
    if (entry === undefined && item === undefined) break;
    offset = offsetOf(entry?.key ?? item) ?? offset;
    node = resolve(entry === undefined ? item : entry.value);
    if (!isCollection(node) && node === undefined) break;
  }
  return offset;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
