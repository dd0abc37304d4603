/** The dashboard's files could not be made from its sources. Nothing that runs already is affected: halt. */
export class DashboardBuildError extends Error {
  readonly code = "STF-DSH-001";
  readonly disposition = "halt";

  constructor(why: string, cause?: unknown) {
    super(
      `The dashboard's files could not be built: ${why}. Build them with \`pnpm --filter @stagefold/dashboard bundle\`, ` +
        "which says more, or ship them with the package.",
      { cause },
    );
    this.name = "DashboardBuildError";
  }
}
