import { Link } from "../address/link.tsx";
import { timeText } from "../format/instant.ts";
import { news } from "../live/live.ts";
import { StateBadge } from "../parts/state-badge.tsx";
import { useTenant } from "./context.ts";

/** What the stream has brought since the page was opened, told politely to who listens. */
export function LiveNews() {
  const { timeZone } = useTenant();
  return (
    <section class="news" aria-label="As it happens">
      <ul aria-live="polite" aria-relevant="additions">
        {news.value.length === 0 ? <li class="muted">What falls due or ends from now on is told here.</li> : null}
        {news.value.map(({ eventId, kind, leadId, slaId, ownerId, detectedAt }) => (
          <li key={eventId}>
            <span class="muted">{timeText(detectedAt, timeZone)}</span> <StateBadge state={kind} />{" "}
            <Link to={{ page: "lead", lead: leadId }}>{leadId}</Link> {slaId}
            {ownerId === null ? "" : `, ${ownerId}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
