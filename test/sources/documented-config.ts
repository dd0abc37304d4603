/** The configuration into which the documentation's sources are put: the tenant and the funnel that its pages speak of. */
import { parseConfig } from "@stagefold/config";

export const CONFIG_YAML = `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    exchangeRates: { USD: 0.92, GBP: 1.15, CHF: 1.05, SEK: 0.09 }
    funnel:
      stages: [INQUIRY, MQL, SQL, OPPORTUNITY, CUSTOMER, REJECTED, RECYCLED]
      qualified: MQL
      accepted: SQL
      rejected: REJECTED
    slas:
      - id: accept-or-reject
        severity: page
        starts: { entersStage: MQL }
        ends: [{ leavesStage: true }]
        within: P2D
`;

export const CONFIG = parseConfig(CONFIG_YAML, "stagefold.yaml");
