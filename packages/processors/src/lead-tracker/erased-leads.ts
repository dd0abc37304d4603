/**
 * Which leads were erased, so that what is still said of them is passed over: SEMANTICS 12.
 *
 * They are known by a hash of their key, apart from what remains of them: nothing that is stored says which remains were
 * whose.
 */
import { hash } from "node:crypto";
import type { Dictionary, Store, StoredValue } from "@stagefold/processing";

const HAS_ERASED = "has_erased";
const ERASED_IN = "erased_in_commit";

/** SHA-256 of a lead's key, in hexadecimal digits: by what an erased lead is known. Pure. */
export function hashOfKey(key: string): string {
  return hash("sha256", key);
}

/** A name, in the place of `tenantId|leadId`, that no lead can have: a leadId holds no `|`. Pure. */
export function remainsName(tenantId: string, what: string): string {
  return `${tenantId}||${what}`;
}

/** Whether it is the name of a lead's remains. Pure. */
export function isRemainsName(name: string): boolean {
  return name.includes("||");
}

/**
 * The commit with which a store of the lead-tracker forgot the lead that was erased last: its earlier states hold rows of
 * erased leads. `meta` reads the store's named values; null: nobody was erased.
 */
export function erasedInCommit(meta: StoredValue): number | null {
  const text = meta(ERASED_IN);
  return text === null ? null : Number(text);
}

export class ErasedLeads {
  readonly #store: Store;
  readonly #hashes: Dictionary;
  /** Where nobody was erased no hash need be made. */
  #hasAny: boolean;
  /** Whether some were added since the last commit. */
  #hasMore = false;

  constructor(store: Store) {
    this.#store = store;
    this.#hashes = store.dictionary("erased");
    this.#hasAny = store.meta(HAS_ERASED) !== null;
  }

  has(key: string): boolean {
    return this.#hasAny && this.#hashes.get(hashOfKey(key)) !== undefined;
  }

  add(key: string): void {
    this.addHash(hashOfKey(key));
  }

  addHash(keyHash: string): void {
    this.#hashes.assign(keyHash);
    this.#hasMore = true;
    if (this.#hasAny) return;
    this.#store.setMeta(HAS_ERASED, "yes");
    this.#hasAny = true;
  }

  /** Writes down with which commit the store forgets who was added. */
  settled(commitNumber: number): void {
    if (this.#hasMore) this.#store.setMeta(ERASED_IN, String(commitNumber));
    this.#hasMore = false;
  }

  /** The store's last commit is what counts again. */
  forget(): void {
    this.#hasMore = false;
    this.#hasAny = this.#store.meta(HAS_ERASED) !== null;
  }
}
