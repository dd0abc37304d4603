/** An event as text of a row, and back, exactly. */
import { toLong } from "@stagefold/domain";
import type { SlaNews } from "../news/sla-news.ts";

/** Pure. */
export function textOfNews(news: SlaNews): string {
  return JSON.stringify({ ...news, overdueMs: news.overdueMs === null ? null : String(news.overdueMs) });
}

/** Pure; `text` must be what textOfNews gave. */
export function newsOfText(text: string): SlaNews {
  const { overdueMs, ...rest } = JSON.parse(text) as Omit<SlaNews, "overdueMs"> & { readonly overdueMs: string | null };
  return { ...rest, overdueMs: overdueMs === null ? null : toLong(BigInt(overdueMs)) };
}
