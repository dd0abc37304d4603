import type { Column } from "../parts/data-table.tsx";

export interface InSegment {
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
}

/** Channel, campaign and owner of a row. */
export function segmentColumns<T extends InSegment>(): readonly Column<T>[] {
  const none = <span class="muted">{"\u2013"}</span>;
  return [
    { head: "Owner", cell: ({ ownerId }) => ownerId ?? none },
    { head: "Channel", cell: ({ channel }) => channel ?? none },
    { head: "Campaign", cell: ({ campaignId }) => campaignId ?? none },
  ];
}
