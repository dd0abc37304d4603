/** A whole file, as the reference page shows it; the tests read it. */
export const EXAMPLE = `tenants:
  acme:
    timeZone: Europe/Rome          # IANA
    currency: EUR
    exchangeRates: { USD: 0.92 }   # one USD in EUR
    fiscalYearStartMonth: 1
    funnel:
      stages: [INQUIRY, MQL, SQL, OPPORTUNITY, CUSTOMER, REJECTED, RECYCLED]
      qualified: MQL
      accepted: SQL
      rejected: REJECTED           # optional
      velocities: ["*>SQL", "MQL>SQL"]
    segments:
      - []
      - [channel]
      - { by: [channel, campaignId], grains: [MONTH, QUARTER] }
      - { by: [ownerId], grains: [WEEK, MONTH] }
    calendars:
      sales-hours:
        timeZone: Europe/Rome
        open: { mon-fri: ["09:00-13:00", "14:00-18:00"] }
        holidays: ["2026-01-01", "2026-12-25"]
    slas:
      - id: accept-or-reject
        severity: page
        starts: { entersStage: MQL }
        ends: [ { leavesStage: true } ]
        within: P2D
        warnAfter: P1D
      - id: speed-to-lead
        severity: warn
        starts: { entersStage: MQL }
        when: { channel: paid }
        ends: [ { activityBy: SALES }, { leavesStage: true } ]
        within: PT1H
        calendar: sales-hours
    cost:
      lag: { days: 30 }
clock: { lateness: PT30S, maxFuture: PT5M, grace: P1D }
`;
