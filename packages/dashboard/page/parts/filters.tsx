/** What is asked: the length of the periods, their range, and the leads counted. All of it is in the address. */
import type { TenantShape } from "@stagefold/reports";
import { go, view } from "../address/navigate.ts";
import type { Dimension, Grain } from "../address/view.ts";
import { GRAINS } from "../address/view.ts";
import { answeredWith } from "../api/answered.ts";
import { GRAIN_NAMES } from "../format/period.ts";

/** The value of leads without one. */
const NONE_VALUE = "(none)";

export function Filters({ tenant }: { readonly tenant: TenantShape }) {
  const { page, grain, from, to, period, channel, campaignId, ownerId } = view.value;
  const ranged = page === "mql" || page === "sql";
  const { channels, campaigns, owners } = tenant.values;
  const campaignIds = campaigns
    .filter((each) => channel === null || each.channel === null || each.channel === channel)
    .map((each) => each.campaignId);
  const narrowed = channel !== null || campaignId !== null || ownerId !== null || from !== null || to !== null;
  return (
    <form class="filters" aria-label="What is shown" onSubmit={(event) => event.preventDefault()}>
      <label>
        Periods
        <select
          name="grain"
          value={grain}
          onChange={(event) => go({ grain: event.currentTarget.value as Grain, period: null, from: null, to: null })}
        >
          {GRAINS.map((each) => (
            <option key={each} value={each}>
              {GRAIN_NAMES[each]}
            </option>
          ))}
        </select>
      </label>
      {ranged ? (
        <>
          <Day name="from" label="From" value={from ?? answeredWith("from")} tenant={tenant} />
          <Day name="to" label="To" value={to ?? answeredWith("to")} tenant={tenant} />
        </>
      ) : (
        <Day
          name="period"
          label="Period with"
          value={period ?? answeredWith("period") ?? tenant.today}
          tenant={tenant}
        />
      )}
      <Choice dimension="channel" label="Channel" value={channel} values={channels} tenant={tenant} />
      <Choice dimension="campaignId" label="Campaign" value={campaignId} values={campaignIds} tenant={tenant} />
      <Choice dimension="ownerId" label="Owner" value={ownerId} values={owners} tenant={tenant} />
      {narrowed ? (
        <button
          type="button"
          class="clear"
          onClick={() => go({ channel: null, campaignId: null, ownerId: null, from: null, to: null })}
        >
          Clear
        </button>
      ) : null}
    </form>
  );
}

interface DayProps {
  readonly name: "from" | "to" | "period";
  readonly label: string;
  readonly value: string | null;
  readonly tenant: TenantShape;
}

function Day({ name, label, value, tenant }: DayProps) {
  return (
    <label>
      {label}
      <input
        type="date"
        name={name}
        value={value ?? ""}
        min={tenant.firstDay ?? undefined}
        max={tenant.today ?? undefined}
        onChange={(event) => {
          // Half a date is none: what is typed is taken once it is whole and possible.
          const { value: day, validity } = event.currentTarget;
          if (validity.valid) go({ [name]: day || null });
        }}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly dimension: Dimension;
  readonly label: string;
  readonly value: string | null;
  readonly values: readonly string[];
  readonly tenant: TenantShape;
}

/** Only what the tenant publishes some segment by can be asked for. */
function Choice({ dimension, label, value, values, tenant }: ChoiceProps) {
  if (value === null && !tenant.segments.some(({ dimensions }) => dimensions.includes(dimension))) return null;
  const offered = [...new Set([...(value === null ? [] : [value]), ...values])];
  return (
    <label>
      {label}
      <select
        name={dimension}
        value={value ?? ""}
        onChange={(event) => {
          const chosen = event.currentTarget.value || null;
          go(dimension === "channel" ? { channel: chosen, campaignId: null } : { [dimension]: chosen });
        }}
      >
        <option value="">All</option>
        {offered.map((each) => (
          <option key={each} value={each}>
            {each === NONE_VALUE ? "without one" : each}
          </option>
        ))}
      </select>
    </label>
  );
}
