/**
 * Whether two parts of configurations say the same. Pure. Plain data of maps, sets, lists and objects; the order of
 * a map, a set or an object's members means nothing.
 */
export function sameConfig(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Set || b instanceof Set) {
    return a instanceof Set && b instanceof Set && a.size === b.size && a.isSubsetOf(b);
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((member, i) => sameConfig(member, b[i]));
  }
  const [x, y] = [membersOf(a), membersOf(b)];
  if (x.size !== y.size) return false;
  for (const [name, member] of x) if (!y.has(name) || !sameConfig(member, y.get(name))) return false;
  return true;
}

function membersOf(of: object): ReadonlyMap<unknown, unknown> {
  return of instanceof Map ? of : new Map<unknown, unknown>(Object.entries(of));
}
