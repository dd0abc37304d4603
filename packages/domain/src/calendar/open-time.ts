/**
 * Open time of a business calendar: SEMANTICS 5.
 *
 * The calendar's local hours become intervals of instants (`localTimeToInstant`), and open time is
 * the elapsed time within them: an opening over the hour that spring skips is an hour shorter, over the
 * hour that autumn repeats an hour longer, and one that lies in a skipped hour is empty.
 *
 * Openings are kept for 512 days at a time with their running total, so a wait costs two binary
 * searches, whatever its length, and one addition for each 512 days passed.
 */
import type { CalendarConfig } from "../config/config.ts";
import { weekdayOf } from "../time/civil-date.ts";
import { formatInstant } from "../time/instant-text.ts";
import { localTimeToInstant, type Zone, zoneOf } from "../time/zone.ts";

/**
 * The earliest instant at which `ms` of open time have passed since `startedAt`. So an instant at closing
 * time belongs to the day that closes. `ms` is above 0. Pure.
 *
 * @throws RangeError if `ms` is not above 0, if nothing opens within 400 years, or if the answer is more
 * than 10,000 years away.
 */
export type OpenClock = (startedAt: number, ms: number) => number;

const BLOCK_DAYS = 512;
/** Whole cycles of the calendar: what does not open in one opens no more. */
const MAX_IDLE_BLOCKS = Math.ceil((400 * 365.2425) / BLOCK_DAYS);
const MAX_BLOCKS_PASSED = Math.ceil((10_000 * 365.2425) / BLOCK_DAYS);
/** Some 50 years of openings; long waits need only the totals of what lies between. */
const MAX_BLOCKS_KEPT = 36;

/** The openings of 512 days, in order, none empty, none overlapping. */
interface Block {
  readonly opensAt: readonly number[];
  /** Open ms of the block before each opening, and of the whole block at the end. */
  readonly openMsBefore: readonly number[];
}

/** The clock of a calendar; it keeps what it has worked out, so make one per calendar. */
export function openClock(calendar: CalendarConfig): OpenClock {
  const zone = zoneOf(calendar.timeZone);
  const blocks = new Map<number, Block>();
  const totals = new Map<number, number>();

  function blockOf(index: number): Block {
    let block = blocks.get(index);
    if (block === undefined) {
      block = newBlock(calendar, zone, index * BLOCK_DAYS);
      if (blocks.size >= MAX_BLOCKS_KEPT) blocks.clear();
      blocks.set(index, block);
    }
    return block;
  }

  function totalOf(index: number): number {
    let total = totals.get(index);
    if (total === undefined) {
      total = totalMs(blockOf(index));
      totals.set(index, total);
    }
    return total;
  }

  return (startedAt, ms) => {
    if (!(ms > 0)) throw new RangeError(`open time to wait must be above 0 ms, not ${ms}`);
    const first = Math.floor(zone.dayOf(startedAt) / BLOCK_DAYS);
    let left = ms + openMsUntil(blockOf(first), startedAt);
    let index = first;
    for (let idle = 0; left > totalOf(index); index++) {
      left -= totalOf(index);
      idle = totalOf(index) === 0 ? idle + 1 : 0;
      if (idle > MAX_IDLE_BLOCKS) {
        throw new RangeError(`the calendar opens at no time in the 400 years after ${formatInstant(startedAt)}`);
      }
      if (index - first > MAX_BLOCKS_PASSED) {
        throw new RangeError(`${ms} ms of open time after ${formatInstant(startedAt)} take more than 10,000 years`);
      }
    }
    return instantAfter(blockOf(index), left);
  };
}

function newBlock(calendar: CalendarConfig, zone: Zone, firstDay: number): Block {
  const opensAt: number[] = [];
  const openMsBefore: number[] = [];
  let total = 0;
  for (let day = firstDay; day < firstDay + BLOCK_DAYS; day++) {
    if (calendar.holidays.has(day)) continue;
    for (const span of calendar.open[weekdayOf(day)] ?? []) {
      const opens = localTimeToInstant(zone, day, span.fromMinute);
      const closes = localTimeToInstant(zone, day, span.toMinute);
      if (opens === closes) continue;
      opensAt.push(opens);
      openMsBefore.push(total);
      total += closes - opens;
    }
  }
  openMsBefore.push(total);
  return { opensAt, openMsBefore };
}

function totalMs(block: Block): number {
  return block.openMsBefore[block.opensAt.length] as number;
}

/** Open ms of the block before `instant`. */
function openMsUntil(block: Block, instant: number): number {
  const i = countBelow(block.opensAt, block.opensAt.length, instant) - 1;
  if (i < 0) return 0;
  const opened = (block.openMsBefore[i] as number) + (instant - (block.opensAt[i] as number));
  return Math.min(opened, block.openMsBefore[i + 1] as number);
}

/** The earliest instant at which `openMs`, above 0 and at most the total, of the block have passed. */
function instantAfter(block: Block, openMs: number): number {
  const i = countBelow(block.openMsBefore, block.opensAt.length, openMs) - 1;
  return (block.opensAt[i] as number) + (openMs - (block.openMsBefore[i] as number));
}

/** How many of the first `length` of the ascending values are below `limit`. */
function countBelow(values: readonly number[], length: number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
