/** How fast the log takes what is pending: an average that leans on the newest commits. */
export class DrainRate {
  #bytesPerMs: number | null = null;

  /** A commit of so many bytes took so long. */
  took(bytes: number, ms: number): void {
    const rate = bytes / Math.max(ms, 1);
    this.#bytesPerMs = this.#bytesPerMs === null ? rate : 0.8 * this.#bytesPerMs + 0.2 * rate;
  }

  /** How long so many bytes take; null: nothing was measured yet. */
  msFor(bytes: number): number | null {
    return this.#bytesPerMs === null ? null : bytes / this.#bytesPerMs;
  }
}
