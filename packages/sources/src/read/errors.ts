/** Why a file or body cannot be read on. What was read before stands; a single bad row or line is an UnreadableRecord. */

/** Bytes that are no text in the encoding that the file is read in. */
export class SourceEncodingError extends Error {
  readonly code = "STF-SRC-101";
  readonly disposition = "halt";
  constructor(encoding: string, line: number) {
    super(
      `line ${line} holds bytes that are no ${encoding}. Export the file as UTF-8, or say what it is in the mapping: ` +
        "csv: { encoding: windows-1252 } is what Excel and many CRMs write in the west",
    );
    this.name = "SourceEncodingError";
  }
}

/** A CSV file without the columns that the mapping reads. */
export class SourceColumnsError extends Error {
  readonly code = "STF-SRC-102";
  readonly disposition = "halt";
  constructor(sentence: string) {
    super(sentence);
    this.name = "SourceColumnsError";
  }
}

/** JSON that is none, or a file whose shape cannot be followed any further. */
export class SourceSyntaxError extends Error {
  readonly code = "STF-SRC-103";
  readonly disposition = "halt";
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = "SourceSyntaxError";
  }
}
