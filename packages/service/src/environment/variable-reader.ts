/** Reads variables of an environment one by one, and gathers all that is wrong with them. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { EnvironmentError, type EnvironmentProblem } from "./environment-error.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** What a variable must be, in words, and as a schema. */
export interface VariableForm<S extends z.ZodType> {
  readonly expected: string;
  readonly schema: S;
  /** Never said, whatever is wrong with it. */
  readonly isSecret?: boolean;
}

export interface VariableReader {
  /** The value; where it is wrong, what it gives is never used: `end` throws. */
  read<S extends z.ZodType>(name: string, form: VariableForm<S>, fallback?: string): z.output<S>;
  /** Whether the variable is set; one that is set to nothing is not. */
  has(name: string): boolean;
  /** A secret: the variable's value, or the first line of the file that `<name>_FILE` names. */
  secret(name: string, isRequired: boolean): string | undefined;
  /** The content of the file that the variable names; undefined where it is not set. */
  file(name: string, what: string): string | undefined;
  /** Notes what is wrong beyond the form of one variable. */
  wrong(problem: EnvironmentProblem): void;
  /** Throws EnvironmentError with all that is wrong; gives its argument otherwise. */
  end<T>(environment: T): T;
}

const PATH = z.string().min(1);

/** A reader of `variables`. */
export function variableReader(variables: Variables): VariableReader {
  const problems: EnvironmentProblem[] = [];

  function read<S extends z.ZodType>(name: string, form: VariableForm<S>, fallback?: string): z.output<S> {
    const found = set(name) ?? fallback;
    const parsed = form.schema.safeParse(found);
    if (!parsed.success) {
      const said = found === undefined || form.isSecret !== true ? (found ?? null) : "what is not said here";
      problems.push({ variable: name, expected: form.expected, found: said });
    }
    return parsed.data as z.output<S>;
  }

  function set(name: string): string | undefined {
    const value = variables[name];
    return value === "" ? undefined : value;
  }

  function file(name: string, what: string): string | undefined {
    const path = read(name, { expected: `the path of a file: ${what}`, schema: PATH.optional() });
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      problems.push({ variable: name, expected: `a file that can be read (${code})`, found: path });
      return undefined;
    }
  }

  return {
    read,
    has: (name) => set(name) !== undefined,
    file,
    secret(name, isRequired) {
      const fileName = `${name}_FILE`;
      if (set(name) !== undefined && set(fileName) !== undefined) {
        problems.push({ variable: fileName, expected: `nothing, since ${name} is set`, found: set(fileName) ?? null });
      }
      if (set(fileName) !== undefined) return file(fileName, `its first line is the secret`)?.split(/\r?\n/, 1)[0];
      const form = { expected: `a secret, here or in the file that ${fileName} names`, isSecret: true };
      return read(name, { ...form, schema: isRequired ? PATH : PATH.optional() });
    },
    wrong: (problem) => void problems.push(problem),
    end(environment) {
      if (problems.length > 0) throw new EnvironmentError(problems);
      return environment;
    },
  };
}
