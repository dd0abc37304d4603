import { newToken, tokenHash } from "@stagefold/http";
import { Command } from "commander";
import { stringify } from "yaml";
import { writeOut } from "../terminal/write-out.ts";

interface NewFlags {
  readonly name: string;
  readonly tenants: string;
}

/** `stagefold tokens`: tokens for the API. */
export function tokensCommand(): Command {
  const tokens = new Command("tokens").summary("make tokens for the API").description("Tokens for stagefold serve.");
  tokens
    .command("new")
    .summary("make a token, and its entry in the file of tokens")
    .description(
      "Prints an entry for the file that STAGEFOLD_API_TOKENS_FILE names, and the token itself as a comment. The file\n" +
        "needs the hash alone: hand the token over, and take the comment away.",
    )
    .requiredOption("--name <name>", "whom it is for")
    .requiredOption("--tenants <tenant,...>", "which tenants it may see; * for all")
    .addHelpText("after", "\nExample:\n  stagefold tokens new --name ada --tenants acme,globex >> tokens.yaml")
    .action(async ({ name, tenants }: NewFlags) => {
      const token = newToken();
      const entry = { name, sha256: tokenHash(token), tenants: tenants.split(",").map((tenant) => tenant.trim()) };
      await writeOut(`# token of ${JSON.stringify(name)}: ${token}\n${stringify([entry])}`);
    });
  return tokens;
}
