const WORDS = {
  NOT_STARTED: ["not started", "neutral"],
  OPEN: ["open", "neutral"],
  AT_RISK: ["at risk", "warn"],
  BREACHED: ["breached", "bad"],
  RESOLVED: ["resolved late", "late"],
  MET: ["met", "good"],
  CANCELLED: ["cancelled", "neutral"],
  CLEARED: ["cleared", "good"],
  RETRACTED: ["retracted", "neutral"],
} as const;

export type AnyClockState = keyof typeof WORDS;

/** The state of a clock, in a word and a colour that only repeats it. */
export function StateBadge({ state }: { readonly state: AnyClockState }) {
  const [word, kind] = WORDS[state];
  return <span class={`badge badge-${kind}`}>{word}</span>;
}
