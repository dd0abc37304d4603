import type { DocumentText } from "@stagefold/http";

const DESCRIPTION = `What Stagefold computes, as reports.

Every report is JSON or CSV (\`Accept: text/csv\`, or \`format=csv\`), says in \`asOf\` the newest clock behind its
numbers, and carries the exact counts behind every rate. Instants are ISO 8601 in UTC, days are the tenant's. A report
has an ETag: asked again with If-None-Match it answers 304 while nothing has changed. Errors are problem details
(RFC 9457) with a stable code.`;

/** What the OpenAPI document says of the API. Pure. */
export function documentText(version: string): DocumentText {
  return {
    title: "Stagefold",
    version,
    description: DESCRIPTION,
    tags: [
      { name: "Reports", description: "What people read." },
      { name: "Live", description: "What happens, as it happens." },
      { name: "Service", description: "How the service is." },
    ],
    token: "A token of the tenants asked about.",
  };
}
