import type { Company } from "./companies.ts";
import { CHAT, CHAT_ANSWER_SECONDS } from "./live-traffic.ts";

/**
 * The configuration of the demonstration: SEMANTICS 11, one entry for each company, every metric
 * published, and holidays for the `years` that the history touches; live with the policy that chats are under. Pure.
 */
export function demoConfigYaml(companies: readonly Company[], years: readonly number[], isLive = false): string {
  return `# Three companies in three time zones, with fiscal years of their own.
tenants:
${companies.map((company) => companyYaml(company, years, isLive)).join("\n")}
clock: { lateness: ${isLive ? "PT2S" : "PT30S"}, maxFuture: PT5M, grace: P1D }
`;
}

function companyYaml(company: Company, years: readonly number[], isLive: boolean): string {
  const rates = Object.entries(company.exchangeRates).map(([currency, rate]) => `${currency}: ${rate}`);
  const holidays = years.flatMap((year) => company.holidays.map((monthDay) => `"${year}-${monthDay}"`));
  return `  ${company.tenantId}:
    timeZone: ${company.timeZone}
    currency: ${company.currency}
    exchangeRates: { ${rates.join(", ")} }
    fiscalYearStartMonth: ${company.fiscalYearStartMonth}
    funnel:
      stages: [INQUIRY, MQL, SQL, OPPORTUNITY, CUSTOMER, REJECTED, RECYCLED]
      qualified: MQL
      accepted: SQL
      rejected: REJECTED
      velocities: ["*>SQL", "MQL>SQL"]
    segments:
      - []
      - [channel]
      - { by: [channel, campaignId], grains: [MONTH, QUARTER] }
      - { by: [ownerId], grains: [WEEK, MONTH] }
    calendars:
      sales-hours:
        open: { mon-fri: ["09:00-13:00", "14:00-18:00"] }
        holidays: [${holidays.join(", ")}]
    slas:
      - id: accept-or-reject
        severity: page
        starts: { entersStage: MQL }
        ends: [ { leavesStage: [SQL, REJECTED] } ]
        within: P2D
        warnAfter: P1D
      - id: speed-to-lead
        severity: warn
        starts: { entersStage: MQL }
        when: { channel: paid }
        ends: [ { activityBy: SALES }, { leavesStage: true } ]
        within: PT1H
        calendar: sales-hours
${isLive ? CHAT_POLICY : ""}    cost:
      lag: ${company.lag}`;
}

const CHAT_POLICY = `      - id: answer-the-chat
        severity: warn
        starts: { entersStage: INQUIRY }
        when: { channel: ${CHAT} }
        ends: [ { activityBy: SALES }, { leavesStage: true } ]
        within: PT${CHAT_ANSWER_SECONDS}S
        warnAfter: PT${CHAT_ANSWER_SECONDS / 2}S
`;
