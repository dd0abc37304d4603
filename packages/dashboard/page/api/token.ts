/** The bearer token, for as long as the tab lives: no other tab, no disk. */
import { signal } from "@preact/signals";

const KEY = "stagefold.token";

/** null: none was given. */
export const token = signal<string | null>(stored());

/** Whether the server asked for a token, or for another one. */
export const tokenWanted = signal(false);

/** Takes the token from now on; null forgets it. */
export function setToken(value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, value);
  } catch {
    // Storage is denied: the token lasts until the page is loaded anew.
  }
  tokenWanted.value = false;
  token.value = value;
}

/** The headers of every request. */
export function authorization(): Record<string, string> {
  return token.value === null ? {} : { authorization: `Bearer ${token.value}` };
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
