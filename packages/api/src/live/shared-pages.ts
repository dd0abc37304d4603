/**
 * Pages of the feed as text, read and written once for all clients that stand at the same place.
 *
 * Clients that keep up all stand at the end, so it keeps one page for each tenant.
 */
import type { Change, ServedModel } from "../model.ts";
import { changeText } from "./event-text.ts";

/** A part of a tenant's feed, ready to be sent. */
export interface TextPage {
  readonly blocks: readonly TextBlock[];
  /** Where the next page begins. */
  readonly seq: number;
}

export interface TextBlock {
  readonly kind: Change["kind"];
  readonly text: string;
}

export interface SharedPages {
  /** The page after `seq`; null: what follows it is not kept any more. */
  after(model: ServedModel, tenantId: string, seq: number): TextPage | null;
}

const PAGE_CHANGES = 500;

/** Pages that are made when they are asked for. */
export function sharedPages(): SharedPages {
  const newest = new Map<string, { readonly model: string; readonly from: number; readonly page: TextPage }>();
  return {
    after(model, tenantId, seq) {
      const kept = newest.get(tenantId);
      // An empty page says nothing of what came since.
      if (kept !== undefined && kept.model === model.id && kept.from === seq && kept.page.blocks.length > 0) {
        return kept.page;
      }
      const found = model.changes(tenantId, seq, PAGE_CHANGES);
      if (found === null) return null;
      const blocks = found.changes.map((change) => ({ kind: change.kind, text: changeText(change, model.id) }));
      const page = { blocks, seq: found.seq };
      newest.set(tenantId, { model: model.id, from: seq, page });
      return page;
    },
  };
}
