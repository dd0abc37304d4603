/**
 * The last answers, so that what many ask for at once is made once. An answer's tag stands for the very state of the
 * read model that it was made on, so one that is kept is never an old one.
 */
export interface KeptAnswers {
  /** The answer to the address under the tag: kept, or made now and kept. What `make` throws is not kept. */
  get(tag: string, address: string, make: () => string): string;
}

/** Keeps so many characters of answers; those that were not asked for the longest go first. */
export function keptAnswers(mostCharacters: number): KeptAnswers {
  const kept = new Map<string, string>();
  let characters = 0;

  function forget(key: string): void {
    characters -= key.length + (kept.get(key)?.length ?? 0);
    kept.delete(key);
  }

  return {
    get(tag, address, make) {
      const key = `${tag}${address}`;
      const found = kept.get(key);
      const answer = found ?? make();
      if (found !== undefined) forget(key);
      kept.set(key, answer);
      characters += key.length + answer.length;
      for (const oldest of kept.keys()) {
        if (characters <= mostCharacters) break;
        forget(oldest);
      }
      return answer;
    },
  };
}
