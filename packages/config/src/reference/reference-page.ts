import { fileSchema } from "../section/file.ts";
import { VALUE_SHAPES } from "../section/source/value-schema.ts";
import { EXAMPLE } from "./example.ts";
import { type KeyRow, mappingSections } from "./key-rows.ts";

const INTRODUCTION = `<!-- Generated from the schemas in packages/config. Do not edit: change them and run packages/config/generate/generate.ts. -->
# Configuration

One YAML file (YAML 1.2, one document; aliases and merge keys may be used, their anchors standing on values that the
file needs anyway, since a key of no other use is unknown). It is checked in full before anything starts. What is wrong is told all at once, a line for each fault, and the exit code is 2:

\`\`\`
stagefold.yaml:29: tenants.acme.slas[0].warnAfter: found P3D, expected less than within (P2D); a warning comes before the breach
\`\`\`

What is computed from it is said in [semantics.md](semantics.md), section 11 and those that it names.

- A *duration* is ISO 8601 of weeks, days, hours, minutes and seconds (down to milliseconds), like \`P2D\` or \`PT1H30M\`:
  longer than nothing, at most a thousand years. A day is 24 hours of elapsed time. Years and months are refused.
- A *stage* is one of \`funnel.stages\` of the same tenant.
- A *text* is never a number, a boolean or empty; put names like \`1\` or \`true\` in quotes.
- Exchange rates are taken with their decimal digits as written; they are never rounded to a binary fraction.
- An optional key with nothing behind it is as if left out.
- A *value* of a source is the path of a field, or one of the mappings at the end of this page. A *path* is the name of a
  column or key as it stands, or names and places with dots between them: \`properties.owner\`, \`fields[0].value\`;
  \`item\` is the element that \`forEach\` goes through. [sources.md](sources.md) says more.

## An example
\`\`\`yaml
${EXAMPLE}\`\`\`
`;

/** docs/configuration.md: every key with its type, default, meaning and an example, from the schemas. Pure. */
export function referencePage(): string {
  const keys = mappingSections(fileSchema).map((section) => ({
    ...section,
    title: section.path === "" ? "The top level" : `\`${section.path}\``,
  }));
  const values = Object.entries(VALUE_SHAPES).flatMap(([form, shape]) =>
    mappingSections(shape).map((section) => ({ ...section, title: `A value of a source: \`${form}\`` })),
  );
  const sections = [...keys, ...values].map(({ title, rows }) =>
    [
      `## ${title}`,
      "| key | type | default | meaning | example |",
      "| --- | --- | --- | --- | --- |",
      ...rows.map(rowText),
      "",
    ].join("\n"),
  );
  return [INTRODUCTION, ...sections].join("\n");
}

function rowText({ key, type, default: fallback, required, meaning, example }: KeyRow): string {
  const cells = [`\`${key}\``, type, fallback ?? (required ? "**required**" : ""), meaning, `\`${example}\``];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
