import { newToken, tokenHash } from "@stagefold/http";
import { Command, Option } from "commander";
import { stringify } from "yaml";
import { writeOut } from "../terminal/write-out.ts";

interface NewFlags {
  readonly name: string;
  readonly tenants: string;
  readonly may: string;
}

/** `stagefold tokens`: tokens for the API. */
export function tokensCommand(): Command {
  const tokens = new Command("tokens")
    .summary("make tokens for the API and for intake")
    .description("Tokens for stagefold serve and for intake.");
  tokens
    .command("new")
    .summary("make a token, and its entry in the file of tokens")
    .description(
      "Prints an entry for the file that STAGEFOLD_API_TOKENS_FILE (of the reports) or STAGEFOLD_INTAKE_TOKENS_FILE (of\n" +
        "intake) names, and the token itself as a comment. The file needs the hash alone: hand the token over, and\n" +
        "take the comment away.",
    )
    .requiredOption("--name <name>", "whom it is for")
    .requiredOption("--tenants <tenant,...>", "which tenants it is for; * for all")
    .addOption(
      new Option("--may <what>", "read reports, write events to intake, or both")
        .choices(["read", "write", "read,write"])
        .default("read"),
    )
    .addHelpText("after", "\nExample:\n  stagefold tokens new --name ada --tenants acme,globex >> tokens.yaml")
    .action(async ({ name, tenants, may }: NewFlags) => {
      const token = newToken();
      const entry = {
        name,
        sha256: tokenHash(token),
        tenants: tenants.split(",").map((tenant) => tenant.trim()),
        may: may.split(","),
      };
      await writeOut(`# token of ${JSON.stringify(name)}: ${token}\n${stringify([entry])}`);
    });
  return tokens;
}
