/**
 * Which leads were erased, so that what is still said of them is passed over: SEMANTICS 12.
 *
 * They are known by a hash of their key, apart from what remains of them: nothing that is stored says which remains were
 * whose.
 */
import { hash } from "node:crypto";
import type { Dictionary, Store } from "@stagefold/processing";

const HAS_ERASED = "has_erased";

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

export class ErasedLeads {
  readonly #store: Store;
  readonly #hashes: Dictionary;
  /** Where nobody was erased no hash need be made. */
  #hasAny: boolean;

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
    if (this.#hasAny) return;
    this.#store.setMeta(HAS_ERASED, "yes");
    this.#hasAny = true;
  }

  /** The store's last commit is what counts again. */
  forget(): void {
    this.#hasAny = this.#store.meta(HAS_ERASED) !== null;
  }
}
