/** The page is in English: numbers and days as the reader's English has them, or British where it is another language. */
export function localeOf(languages: readonly string[]): string {
  return languages.find((language) => /^en\b/.test(language)) ?? "en-GB";
}

export const LOCALE = localeOf(globalThis.navigator?.languages ?? []);
