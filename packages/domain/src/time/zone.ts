/**
 * Local days of an IANA time zone: SEMANTICS, "a day is a local calendar day in the tenant's time zone".
 *
 * Day D is the interval from the first instant at which the local date is D *or later* to the first
 * instant at which it is D + 1 or later. So days follow each other without gap or overlap, and:
 *
 * | the local clock                           | the day                                              |
 * | ----------------------------------------- | ---------------------------------------------------- |
 * | skips midnight (00:00 to 01:00)           | begins at 01:00                                      |
 * | shows midnight twice (01:00 to 00:00)     | begins at the first                                  |
 * | goes back over midnight (00:01 to 23:01)  | begins at the first midnight; the hour shown again   |
 * |                                           | belongs to the new day, though its date is the old   |
 * | skips a whole date (Apia 2011-12-30)      | is empty: begins and ends where the next day begins  |
 *
 * Fast because Temporal is asked once for 512 days at a time; from then on a day is an array access.
 */
import { DAY_MS } from "./civil-date.ts";

/** A time zone's days. Every function is pure and total over whole ms, also before year 0 and after 9999. */
export interface Zone {
  readonly timeZone: string;
  /** The day that holds the instant: `startOfDay(day) <= instant < startOfDay(day + 1)`. */
  dayOf(instant: number): number;
  /** The first instant of the day; never decreasing, equal for an empty day and its successor. */
  startOfDay(day: number): number;
  /**
   * The first instant at which the local date and time are `localMs` or later, given as the ms since
   * 1970-01-01T00:00 on the local clock. Never decreasing.
   */
  firstInstantShowing(localMs: number): number;
}

/** Days of which the boundaries are found at once. */
const BLOCK_DAYS = 512;
/** No offset from UTC comes near it, so no transition further away matters to a block. */
const MARGIN_MS = 2 * DAY_MS;
/** As far as Temporal reaches; beyond, a zone keeps the offset it has there. */
const LARGEST_INSTANT = 8_640_000_000_000_000;
/** Far more than the years that one zone meets in practice (1,400); past it the memory starts afresh. */
const MAX_BLOCKS = 1_000;

interface Block {
  readonly index: number;
  /** The starts of the block's days, and of the first day after them. */
  readonly starts: Float64Array;
  readonly stretches: readonly Stretch[];
}

/** Time with one offset, up to the next stretch. */
interface Stretch {
  readonly from: number;
  readonly offsetMs: number;
}

const zones = new Map<string, Zone>();

/**
 * The zone of an IANA name. The same object for the same name.
 *
 * @throws RangeError for a name that is not in the time zone database.
 */
export function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    zone = newZone(timeZone);
    zones.set(timeZone, zone);
  }
  return zone;
}

/**
 * The first instant of `day` at which the local clock shows `minuteOfDay` or later: skipped 02:30 is
 * 03:00, repeated 01:30 the first, 1440 the start of the next day, as is a time that the day ends
 * without reaching. Pure; never decreasing in day and minute. SEMANTICS 5.
 */
export function localTimeToInstant(zone: Zone, day: number, minuteOfDay: number): number {
  return zone.firstInstantShowing(day * DAY_MS + minuteOfDay * 60_000);
}

function newZone(timeZone: string): Zone {
  const blocks = new Map<number, Block>();
  let recent = newBlock(timeZone, 0);

  function blockOf(day: number): Block {
    const index = Math.floor(day / BLOCK_DAYS);
    if (index === recent.index) return recent;
    let block = blocks.get(index);
    if (block === undefined) {
      block = newBlock(timeZone, index);
      if (blocks.size >= MAX_BLOCKS) blocks.clear();
      blocks.set(index, block);
    }
    recent = block;
    return block;
  }

  function startOfDay(day: number): number {
    const block = blockOf(day);
    return block.starts[day - block.index * BLOCK_DAYS] as number;
  }

  return {
    timeZone,
    startOfDay,
    dayOf(instant) {
      let day = Math.floor(instant / DAY_MS);
      while (instant < startOfDay(day)) day -= 1;
      while (instant >= startOfDay(day + 1)) day += 1;
      return day;
    },
    firstInstantShowing(localMs) {
      return firstInstantShowing(blockOf(Math.floor(localMs / DAY_MS)).stretches, localMs);
    },
  };
}

function newBlock(timeZone: string, index: number): Block {
  const firstDay = index * BLOCK_DAYS;
  const stretches = stretchesBetween(
    timeZone,
    firstDay * DAY_MS - MARGIN_MS,
    (firstDay + BLOCK_DAYS) * DAY_MS + MARGIN_MS,
  );
  const starts = new Float64Array(BLOCK_DAYS + 1);
  for (let i = 0; i <= BLOCK_DAYS; i++) starts[i] = firstInstantShowing(stretches, (firstDay + i) * DAY_MS);
  return { index, starts, stretches };
}

/** The first one counts as reaching back for ever, the last as going on for ever. */
function stretchesBetween(timeZone: string, from: number, to: number): readonly Stretch[] {
  const first = Math.min(Math.max(from, -LARGEST_INSTANT), LARGEST_INSTANT);
  let at = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(timeZone);
  const stretches: Stretch[] = [{ from: Number.NEGATIVE_INFINITY, offsetMs: at.offsetNanoseconds / 1e6 }];
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds >= to) return stretches;
    stretches.push({ from: next.epochMilliseconds, offsetMs: next.offsetNanoseconds / 1e6 });
    at = next;
  }
}

function firstInstantShowing(stretches: readonly Stretch[], localMs: number): number {
  let instant = Number.NaN;
  for (let i = 0; i < stretches.length; i++) {
    const stretch = stretches[i] as Stretch;
    // Shown before the stretch began: then its beginning, which shows something later.
    instant = Math.max(stretch.from, localMs - stretch.offsetMs);
    const next = stretches[i + 1];
    if (next === undefined || instant < next.from) break;
  }
  return instant;
}
