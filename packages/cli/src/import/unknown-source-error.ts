/** A mapping that is neither in the configuration nor a file. Exit code 2. */
export class UnknownSourceError extends Error {
  readonly code = "STF-CLI-005";
  readonly disposition = "halt";
  constructor(name: string, configFile: string, known: readonly string[], nearest: string | null) {
    const has = known.length === 0 ? "it has none" : `it has ${known.slice(0, 20).join(", ")}`;
    super(
      `${name}: there is no such source in ${configFile} (${has})` +
        `${nearest === null ? "" : `; did you mean ${nearest}?`}. Name one of these, or a file ending in .yaml with one source`,
    );
    this.name = "UnknownSourceError";
  }
}
