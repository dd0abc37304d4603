/** A tenant's targets: the highest revision of each (stage, month, channel). SEMANTICS 7, target_attainment. */
import type { TargetSet, TargetTable } from "@stagefold/domain";
import { compareUtf8, NO_TARGETS, targetKey } from "@stagefold/domain";

export class TargetBook {
  readonly #best = new Map<string, TargetSet>();
  #table: TargetTable = NO_TARGETS;

  /** Takes the event in; says whether a target is another now. */
  record(target: TargetSet): boolean {
    const key = targetKey(target.stage, target.month, target.channel);
    const known = this.#best.get(key);
    if (known !== undefined) {
      const newer =
        target.revision === known.revision
          ? compareUtf8(target.eventId, known.eventId) < 0
          : target.revision > known.revision;
      if (!newer) return false;
    }
    this.#best.set(key, target);
    if (known !== undefined && known.target === target.target) return false;
    this.#table = new Map(this.#table).set(key, BigInt(target.target));
    return true;
  }

  /** The targets now; immutable. */
  get table(): TargetTable {
    return this.#table;
  }

  /** The events that count. */
  all(): Iterable<TargetSet> {
    return this.#best.values();
  }
}
