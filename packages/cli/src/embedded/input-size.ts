import { access, constants, stat } from "node:fs/promises";
import { InputFileError } from "./input-file-error.ts";

/** The size of all files together; null where one is a pipe. Throws InputFileError for one that cannot be read. */
export async function inputSize(files: readonly string[]): Promise<number | null> {
  let sum: number | null = 0;
  for (const file of files) {
    if (file === "-") {
      sum = null;
      continue;
    }
    try {
      await access(file, constants.R_OK);
      const { size, isDirectory } = await statOf(file);
      if (isDirectory) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
      if (sum !== null) sum += size;
    } catch (error) {
      throw InputFileError.of(file, 1, error as NodeJS.ErrnoException);
    }
  }
  return sum;
}

async function statOf(file: string): Promise<{ readonly size: number; readonly isDirectory: boolean }> {
  const stats = await stat(file);
  return { size: stats.size, isDirectory: stats.isDirectory() };
}
