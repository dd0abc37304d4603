import { type Zone, zoneOf } from "@stagefold/domain";

/** Names are of places, never offsets or whole dates, which Temporal would take as well. */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
/** Records may name any zone, in any capitals, also ones that there are not. */
const MOST_NAMES = 2_000;

const known = new Map<string, Zone | null>();

/** The zone of an IANA name in any capitals, or null where there is none. Pure. */
export function knownZone(name: string): Zone | null {
  // What cannot be a name is not remembered: it may be a text of megabytes.
  if (!NAME.test(name)) return null;
  let zone = known.get(name);
  if (zone === undefined) {
    zone = findZone(name);
    if (known.size >= MOST_NAMES) known.clear();
    known.set(name, zone);
  }
  return zone;
}

function findZone(name: string): Zone | null {
  try {
    return zoneOf(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId);
  } catch {
    return null;
  }
}
