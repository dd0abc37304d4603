import type { DocumentText } from "@stagefold/http";

const DESCRIPTION = `Events in: what happened to leads, what was spent, what is aimed at.

Every item of a request has a result of its own. What is \`accepted\` is durable, and is in the topics soon; \`duplicate\`
means that it was there already, so whatever had no answer may be sent again as it is. Nothing that is accepted here is a
dead letter later. Errors of a request as a whole are problem details (RFC 9457) with a stable code.`;

/** What the OpenAPI document says of intake. Pure. */
export function documentText(version: string): DocumentText {
  return {
    title: "Stagefold intake",
    version,
    description: DESCRIPTION,
    tags: [
      { name: "Events", description: "What comes in." },
      { name: "Service", description: "How the service is." },
    ],
    token: "A token with may: [write], of the tenants written for.",
  };
}
