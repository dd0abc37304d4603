/** The file of tokens: who may ask, by the hash of their token, and of which tenants. docs/api.md describes it. */
import { parse } from "yaml";
import { z } from "zod";

const grantSchema = z.strictObject({
  /** Whom the token was given to: in logs, and nowhere else. */
  name: z.string().min(1).max(200),
  sha256: z.string().regex(/^[\da-f]{64}$/, "expected the SHA-256 of a token: 64 digits of 0-9a-f"),
  /** `*` alone: all. */
  tenants: z.array(z.string().min(1)).min(1),
  /** `read`: ask for reports; `write`: send events. */
  may: z
    .array(z.enum(["read", "write"]))
    .min(1)
    .default(["read"]),
});

const grantsSchema = z
  .array(grantSchema)
  .min(1)
  .superRefine((grants, context) => {
    for (const field of ["name", "sha256"] as const) {
      const seen = new Set<string>();
      grants.forEach((grant, i) => {
        if (seen.has(grant[field])) {
          context.addIssue({ code: "custom", path: [i, field], message: "it is there twice" });
        }
        seen.add(grant[field]);
      });
    }
  });

export type TokenGrant = Readonly<z.infer<typeof grantSchema>>;
/** What a token is good for. */
export type Permission = TokenGrant["may"][number];

export type TokensFile =
  | { readonly ok: true; readonly grants: readonly TokenGrant[] }
  | { readonly ok: false; readonly why: string };

/** Reads the file's text. Pure; a hash that is wrong is not said again. */
export function parseTokens(text: string): TokensFile {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    return { ok: false, why: `no YAML: ${(error as Error).message.split("\n", 1)[0]}` };
  }
  const parsed = grantsSchema.safeParse(document);
  if (parsed.success) return { ok: true, grants: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return { ok: false, why: `${where}${issue?.message ?? "not a list of tokens"}` };
}
