/**
 * Pages of the feed as text, read and written once for all clients that stand at the same place: those that keep up
 * all stand at the end.
 */
import type { Change, ServedModel } from "../model.ts";
import { changeText } from "./event-text.ts";

/** A part of the feed, ready to be sent. */
export interface TextPage {
  readonly blocks: readonly TextBlock[];
  /** Where the next page begins. */
  readonly seq: number;
  /** What happened between is not kept one by one, in a sentence; null: it is all here. */
  readonly reset: string | null;
}

export interface TextBlock {
  readonly tenantId: string;
  readonly kind: Change["kind"];
  readonly text: string;
}

export interface SharedPages {
  /** The page after `seq`, of all tenants. */
  after(seq: number): TextPage;
}

const PAGE_CHANGES = 500;

/** Pages of the model's feed, made when they are asked for. */
export function sharedPages(model: ServedModel): SharedPages {
  let newest: { readonly model: string; readonly from: number; readonly page: TextPage } | null = null;
  return {
    after(seq) {
      const id = model.id();
      // What is no longer told must not come from here either: it may be of a lead that was erased.
      const isTold = newest !== null && newest.from >= model.toldFrom();
      if (newest !== null && isTold && newest.model === id && newest.from === seq && newest.page.blocks.length > 0) {
        return newest.page;
      }
      const { changes, next, reset } = model.changesSince(seq, PAGE_CHANGES);
      const blocks = changes.map((change) => {
        return { tenantId: change.tenantId, kind: change.kind, text: changeText(change, id) };
      });
      const page = { blocks, seq: next, reset };
      newest = { model: id, from: seq, page };
      return page;
    },
  };
}
