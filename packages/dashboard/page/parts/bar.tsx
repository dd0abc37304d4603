export interface BarProps {
  /** 0 to 1; more is cut. null: an empty bar. */
  readonly share: number | null;
  readonly tone?: "accent" | "good" | "warn" | "bad" | "second" | "faint";
  /** A line across, at this share. */
  readonly mark?: number | undefined;
}

/** A share as the length of a bar. The number beside it says the same: it is hidden from who does not see it. */
export function Bar({ share, tone = "accent", mark }: BarProps) {
  return (
    <svg class={`bar bar-${tone}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="8" />
      <rect class="bar-fill" width={percent(share ?? 0)} height="8" />
      {mark === undefined ? null : (
        <rect class="bar-mark" x={Math.max(0, percent(mark) - 0.4)} width="0.8" height="8" />
      )}
    </svg>
  );
}

function percent(share: number): number {
  return Math.max(0, Math.min(1, share)) * 100;
}
