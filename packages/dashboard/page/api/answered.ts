/** The request that the report on screen answers, every default filled in. */
import { signal } from "@preact/signals";

export const answered = signal<string | null>(null);

/** What it asked for by that name; null: nothing. */
export function answeredWith(name: string): string | null {
  return new URLSearchParams(answered.value?.split("?", 2)[1]).get(name);
}
