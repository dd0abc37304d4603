/** The page around the reports: who is looked at, what is asked, and whether it is live. */
import type { TenantShape, Tenants } from "@stagefold/reports";
import { useEffect, useRef } from "preact/hooks";
import { Link } from "./address/link.tsx";
import { go, view } from "./address/navigate.ts";
import type { Page, View } from "./address/view.ts";
import { tokenWanted } from "./api/token.ts";
import { TENANTS_URL } from "./api/urls.ts";
import { type Shown, useAnswer } from "./api/use-answer.ts";
import { followLive } from "./live/live.ts";
import { DefinitionPopover } from "./parts/definition-popover.tsx";
import { Filters } from "./parts/filters.tsx";
import { LiveBadge } from "./parts/live-badge.tsx";
import { Login } from "./parts/login.tsx";
import { Empty, Notice, ProblemNotice } from "./parts/notices.tsx";
import { Skeleton } from "./parts/skeleton.tsx";
import { ThemeSwitch } from "./parts/theme-switch.tsx";
import { TenantContext } from "./report/context.ts";
import { LeadPage } from "./report/lead-page.tsx";
import { MqlPage } from "./report/mql-page.tsx";
import { SlaPage } from "./report/sla-page.tsx";
import { SqlPage } from "./report/sql-page.tsx";
import { VelocityPage } from "./report/velocity-page.tsx";

const REPORTS: readonly (readonly [Page, name: string, about: string])[] = [
  ["mql", "MQL report", "What marketing passed to sales, and what became of it."],
  ["sql", "SQL report", "How many leads sales accepted, and what each of them cost."],
  ["velocity", "Velocity", "How long leads stay in each stage, beside the agreements that govern it."],
  ["sla", "SLA board", "What is running, what ran out, and how the agreements are kept."],
];

export function App() {
  const tenants = useAnswer<Tenants>(TENANTS_URL);
  const known = tenants.data?.tenants ?? [];
  const { tenant: wanted } = view.value;
  const tenant = known.find(({ tenantId }) => tenantId === wanted) ?? null;
  const first = known[0]?.tenantId ?? null;

  useEffect(() => {
    if (wanted === null && first !== null) go({ tenant: first }, "replace");
  }, [wanted, first]);

  const listened = tokenWanted.value ? null : (tenant?.tenantId ?? null);
  useEffect(() => (listened === null ? undefined : followLive(listened)), [listened]);

  return (
    <>
      <a class="skip" href="#content">
        To the report
      </a>
      <header class="top">
        <span class="brand">Stagefold</span>
        <TenantChoice tenants={known} />
        <span class="top-end">
          <LiveBadge />
          <ThemeSwitch />
        </span>
        <Pages />
      </header>
      {tokenWanted.value ? <Login /> : <Content tenants={tenants} tenant={tenant} />}
      <footer class="bottom muted">
        <span>Every figure has its definition on hover, focus or tap, and the query behind it beside its heading.</span>
        <a href="/reference">API reference</a>
      </footer>
      <DefinitionPopover />
    </>
  );
}

function Pages() {
  const { page } = view.value;
  return (
    <nav class="pages" aria-label="Reports">
      {REPORTS.map(([each, name]) => (
        <Link key={each} to={{ page: each, lead: null }} current={page === each ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

const OTHER_TENANT: Partial<View> = {
  lead: null,
  channel: null,
  campaignId: null,
  ownerId: null,
  state: null,
  sla: null,
};

function TenantChoice({ tenants }: { readonly tenants: readonly TenantShape[] }) {
  const { tenant, page } = view.value;
  return (
    <label class="tenant">
      <span class="unseen">Tenant</span>
      <select
        value={tenant ?? ""}
        disabled={tenants.length === 0}
        onChange={(event) =>
          go({ ...OTHER_TENANT, page: page === "lead" ? "mql" : page, tenant: event.currentTarget.value })
        }
      >
        {tenants.some(({ tenantId }) => tenantId === tenant) ? null : (
          <option value={tenant ?? ""}>{tenant ?? "\u2013"}</option>
        )}
        {tenants.map(({ tenantId }) => (
          <option key={tenantId} value={tenantId}>
            {tenantId}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ContentProps {
  readonly tenants: Shown<Tenants>;
  readonly tenant: TenantShape | null;
}

function Content({ tenants, tenant }: ContentProps) {
  const { page, lead } = view.value;
  const [, name, about] = REPORTS.find(([each]) => each === page) ?? [page, `Lead ${lead}`, "Everything known of it."];
  const heading = useRef<HTMLHeadingElement>(null);
  const shownBefore = useRef(`${page} ${lead}`);

  useEffect(() => {
    document.title = `${name} \u00b7 ${tenant === null ? "" : `${tenant.tenantId} \u00b7 `}Stagefold`;
  }, [name, tenant]);

  // Who follows a link by keyboard or ear is told where it led.
  useEffect(() => {
    const shown = `${page} ${lead}`;
    if (shownBefore.current === shown) return;
    shownBefore.current = shown;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [page, lead]);

  return (
    <main id="content">
      <div class="title">
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        <p class="muted">{about}</p>
      </div>
      {tenant === null ? (
        <NoTenant tenants={tenants} />
      ) : (
        <TenantContext.Provider value={tenant}>
          {page === "lead" ? null : <Filters tenant={tenant} />}
          <Report page={page} />
        </TenantContext.Provider>
      )}
    </main>
  );
}

function Report({ page }: { readonly page: Page }) {
  switch (page) {
    case "mql":
      return <MqlPage />;
    case "sql":
      return <SqlPage />;
    case "velocity":
      return <VelocityPage />;
    case "sla":
      return <SlaPage />;
    case "lead":
      return <LeadPage />;
  }
}

function NoTenant({ tenants: { data, problem, unreachable } }: { readonly tenants: Shown<Tenants> }) {
  if (problem !== null) return <ProblemNotice problem={problem} />;
  if (unreachable) {
    return (
      <Notice kind="bad" title="The server cannot be reached">
        <p>
          It is asked again every few seconds. If this stays, check that the query API runs and that you are online.
        </p>
      </Notice>
    );
  }
  if (data === null || (data.tenants.length > 0 && view.value.tenant === null)) {
    return <Skeleton tiles={6} panels={["half", "half", "wide"]} />;
  }
  if (data.tenants.length === 0) {
    return (
      <Empty title="There is no tenant yet">
        <p>Nothing has been read from the topics, or the token opens no tenant. The page fills by itself.</p>
      </Empty>
    );
  }
  return (
    <Notice kind="warn" title={`There is no tenant ${view.value.tenant} here`}>
      <p>Choose one above. What you were sent may need another token.</p>
    </Notice>
  );
}
