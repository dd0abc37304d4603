/**
 * What a YAML document is made of, checked before it is turned into values: every alias has its
 * anchor, nothing holds itself, and nothing grows beyond bounds by nesting or by aliases of aliases.
 */
import { type Alias, isAlias, isCollection, isMap, isPair, isScalar, type Node } from "yaml";
import type { KeyPath } from "../key-path.ts";
import { keyText } from "./entries.ts";

const DEEPEST = 50;
/** Values that aliases may add to those that are written. */
const MOST_ALIASED = 1_000_000;

export interface Structure {
  /** The node that an alias stands for; any other node is itself. */
  readonly resolve: (node: unknown) => unknown;
  readonly problems: readonly StructureProblem[];
}

export interface StructureProblem {
  readonly offset: number;
  readonly sentence: string;
}

interface Extent {
  readonly size: number;
  readonly height: number;
}

/** Pure; never throws, whatever the document. */
export function structureOf(root: unknown): Structure {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const extents = new Map<Node, Extent>();
  const open = new Set<Node>();
  const problems: StructureProblem[] = [];
  let aliased = 0;
  let tooDeep = false;

  function refuseDepth(node: Node): void {
    if (tooDeep) return;
    tooDeep = true;
    const sentence = `values are nested more than ${DEEPEST} deep, expected fewer levels; flatten them`;
    problems.push({ offset: node.range?.[0] ?? 0, sentence });
  }

  function aliasExtent(alias: Alias, depth: number): Extent {
    const target = anchors.get(alias.source);
    const offset = alias.range?.[0] ?? 0;
    const name = JSON.stringify(alias.source);
    if (target === undefined) {
      problems.push({ offset, sentence: `found the alias ${name}, expected an anchor &${alias.source} before it` });
      return { size: 0, height: 0 };
    }
    if (open.has(target)) {
      problems.push({
        offset,
        sentence: `found the alias ${name} inside of what it stands for, expected a value that does not hold itself; write it out`,
      });
      return { size: 0, height: 0 };
    }
    targets.set(alias, target);
    const extent = extents.get(target) ?? { size: 1, height: 1 };
    if (depth + extent.height > DEEPEST + 1) refuseDepth(alias);
    const before = aliased;
    aliased += extent.size;
    if (before <= MOST_ALIASED && aliased > MOST_ALIASED) {
      problems.push({
        offset,
        sentence: `aliases grow to more than ${MOST_ALIASED} values, expected fewer; write less by alias`,
      });
    }
    return extent;
  }

  function visit(node: unknown, depth: number): Extent {
    if (isAlias(node)) return aliasExtent(node, depth);
    if (!isScalar(node) && !isCollection(node)) return { size: 1, height: 1 };
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    let size = 1;
    let height = 1;
    if (depth > DEEPEST) refuseDepth(node);
    else if (isCollection(node)) {
      open.add(node);
      for (const item of node.items) {
        for (const child of isPair(item) ? [item.key, item.value] : [item]) {
          const extent = visit(child, depth + 1);
          size += extent.size;
          height = Math.max(height, extent.height + 1);
        }
      }
      open.delete(node);
    }
    const extent = { size, height };
    extents.set(node, extent);
    return extent;
  }

  visit(root, 0);
  return { resolve: (node) => (isAlias(node) ? (targets.get(node) ?? null) : node), problems };
}

/** The path of the innermost value of which `offset` is a part. Pure. */
export function pathAt(root: unknown, offset: number): KeyPath {
  const path: (string | number)[] = [];
  let node = root;
  while (isCollection(node) && path.length < DEEPEST) {
    const index = node.items.findLastIndex((item) => startOf(isPair(item) ? item.key : item) <= offset);
    if (index < 0) break;
    const item: unknown = node.items[index];
    if (isMap(node) && isPair(item)) {
      path.push(keyText(item.key) ?? "?");
      node = item.value;
    } else {
      path.push(index);
      node = item;
    }
  }
  return path;
}

function startOf(node: unknown): number {
  return isScalar(node) || isCollection(node) || isAlias(node) ? (node.range?.[0] ?? 0) : Number.POSITIVE_INFINITY;
}
