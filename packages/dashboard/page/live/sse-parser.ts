/**
 * Server-sent events from text that arrives in any pieces, as the HTML standard's "event stream interpretation" says:
 * lines end in LF, CR or CRLF; an event ends with a blank line; a comment shows that the connection lives.
 */
export interface ServerSentEvent {
  /** The newest id of the stream; empty: it had none yet. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface SseParser {
  /** The events that this piece completes. */
  feed(piece: string): readonly ServerSentEvent[];
  /** The newest id that a block has named, with an event or without: what a connection is resumed from. */
  readonly lastId: string;
  /** How long to wait before connecting again, as the stream asked; null: it did not. */
  readonly retryMs: number | null;
}

/** A parser for one connection. `lastId` is the newest id of the one before. */
export function createSseParser(lastId = ""): SseParser {
  let rest = "";
  let begun = false;
  let afterCr = false;
  let id = lastId;
  let named = lastId;
  let event = "";
  let data: string[] = [];
  let retryMs: number | null = null;

  function take(line: string): ServerSentEvent | null {
    if (line === "") {
      const complete = data.length === 0 ? null : { id, event: event || "message", data: data.join("\n") };
      named = id;
      event = "";
      data = [];
      return complete;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d+$/.test(value)) retryMs = Number(value);
    return null;
  }

  return {
    get lastId() {
      return named;
    },
    get retryMs() {
      return retryMs;
    },
    feed(piece) {
      let text = piece;
      if (text === "") return [];
      if (!begun) text = text.replace(/^\uFEFF/, "");
      begun = true;
      // A CR that ended the piece before was the end of a line: its LF is no second one.
      if (afterCr && text.startsWith("\n")) text = text.slice(1);
      afterCr = text === "" ? false : text.endsWith("\r");
      const lines = (rest + text).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? "";
      return lines.map(take).filter((complete) => complete !== null);
    },
  };
}
