/** The settings file of the alert relay, as text, to settings; all that is wrong with it has line and key. */
import { LineCounter, type Node, parseDocument } from "yaml";
import type { AlertSettings } from "./alert-settings.ts";
import { type ReadSecret, settingsShape } from "./settings-shape.ts";

/** One thing that is wrong with a settings file. */
export interface SettingsProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as targets.0.url; empty: of the file as a whole. */
  readonly key: string;
  /** What was expected there, or what YAML says. Holds no secret. */
  readonly message: string;
}

export type ParsedSettings =
  | { readonly ok: true; readonly settings: AlertSettings }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Reads all of it, and either gives the settings or names all that is wrong. Throws nothing. */
export function parseAlertSettings(text: string, readSecret: ReadSecret): ParsedSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(({ message, pos }) => ({ ...placeOf(pos[0]), key: "", message }));
  if (broken.length > 0) return { ok: false, problems: broken };
  const parsed = settingsShape(readSecret).safeParse(document.toJS());
  if (parsed.success) return { ok: true, settings: parsed.data };
  const problems = parsed.error.issues.map(({ path, message, ...issue }) => {
    const at = issue.code === "unrecognized_keys" ? [...path, issue.keys[0] ?? ""] : path;
    return { ...placeOf(offsetOf(at)), key: at.join("."), message };
  });
  return { ok: false, problems: problems.toSorted((one, other) => one.line - other.line) };

  function placeOf(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  }

  /** Of the key, or of what holds it where it is missing. */
  function offsetOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | null | undefined;
      const offset = node?.range?.[0];
      if (offset !== undefined) return offset;
    }
    return 0;
  }
}
