/** An input file that cannot be read to its end; the message names it and says what to do. Exit code 1. */
export class InputFileError extends Error {
  readonly code = "STF-CLI-001";

  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file === "-" ? "standard input" : file}: ${problem}`, { cause });
    this.name = "InputFileError";
  }

  /** From an error of the file system or of decompression, met at `line`. */
  static of(file: string, line: number, error: NodeJS.ErrnoException): InputFileError {
    return new InputFileError(file, sentence(line, error), error);
  }
}

function sentence(line: number, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
    case "EPERM":
      return "it may not be read: check its permissions";
    case "EISDIR":
      return "it is a folder, not a file of NDJSON lines";
    case "Z_BUF_ERROR":
      return `the gzip data ends in the middle (after line ${line - 1}): the file was cut off; copy or export it again`;
    case "Z_DATA_ERROR":
      return `the gzip data is damaged (after line ${line - 1}): copy or export the file again`;
    default:
      return `it cannot be read at line ${line}: ${error.message}`;
  }
}
