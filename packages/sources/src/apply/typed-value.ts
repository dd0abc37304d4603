/** Values of an event, read as what their fields hold. */
import type { ValueConfig } from "@stagefold/config";
import { type Actor, DAY_MS, formatDay, type Long, type Zone } from "@stagefold/domain";
import { fieldReader } from "./field-reader.ts";
import { type MoneyForm, parseMoney } from "./money.ts";
import type { Place, Read } from "./place.ts";
import { refuse } from "./refusal.ts";
import { described, quoted, scalarText } from "./scalar-text.ts";
import { textValue } from "./text-value.ts";
import { instantIn } from "./time/instant-in.ts";
import { knownZone } from "./time/known-zone.ts";
import type { TimeFound } from "./time/time-found.ts";
import { timeParser } from "./time/time-parser.ts";
import { parseLong, salesforceNumber } from "./whole-number.ts";

const ACTORS = ["SALES", "MARKETING", "LEAD", "SYSTEM", "UNKNOWN"] as const satisfies readonly Actor[];
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The text of a field, as it is. */
export function textOf(config: ValueConfig, target: string, required: boolean): Read<string> {
  return textValue(config, target, required).read;
}

/** One of the actors. */
export function actorOf(config: ValueConfig, target: string): Read<Actor> {
  const { read, where } = textValue(config, target, true);
  return (place) => {
    const text = read(place);
    if (text === null) return null;
    const actor = ACTORS.find((one) => one === text);
    return (
      actor ??
      refuse(
        place,
        where,
        `${target}: found ${quoted(text)} in ${where}, expected one of ${ACTORS.join(", ")}; give it a table`,
      )
    );
  };
}

/** A whole number of 64 bits. */
export function longOf(config: ValueConfig, target: string, required: boolean): Read<Long> {
  const { read, where } = textValue(config, target, required);
  const isSalesforceId = config.kind === "field" && config.as === "salesforce-id";
  const parse = isSalesforceId ? salesforceNumber : parseLong;
  const expected = isSalesforceId
    ? "the id of a Salesforce record (15 or 18 letters and digits)"
    : "a whole number of 64 bits, without decimals or signs between its digits";
  return (place) => {
    const text = read(place);
    if (text === null) return null;
    return parse(text) ?? refuse(place, where, `${target}: found ${quoted(text)} in ${where}, expected ${expected}`);
  };
}

const PLAIN_MONEY: MoneyForm = { unit: "units", decimal: "." };

/** An amount, in micros. */
export function moneyOf(config: ValueConfig, target: string): Read<Long> {
  const { read, where } = textValue(config, target, true);
  const form = config.kind === "field" ? config : PLAIN_MONEY;
  const example = form.decimal === "." ? "1,234.50 or 1234.5" : "1.234,50 or 1234,5";
  const advice = form.decimal === "." ? 'decimal: ","' : 'decimal: "."';
  return (place) => {
    const text = read(place);
    if (text === null) return null;
    return (
      parseMoney(text, form) ??
      refuse(
        place,
        where,
        `${target}: found ${quoted(text)} in ${where}, expected an amount in ${form.unit} like ${example}; where its decimals are set apart otherwise, say ${advice}`,
      )
    );
  };
}

/** An instant, in ms since epoch; a local time is that of its zone. */
export function instantOf(config: ValueConfig, target: string): Read<number> {
  const time = timeOf(config, target, true);
  return (place) => {
    const found = time(place);
    return found === null ? null : instantIn(found.time, found.zone);
  };
}

/** A day, in days since epoch: the date as it is written, or the tenant's day of an instant. */
export function dayOf(config: ValueConfig, target: string, required: boolean): Read<number> {
  const time = timeOf(config, target, required);
  return (place) => {
    const found = time(place);
    return found === null ? null : localDay(found.time, place.tenantZone);
  };
}

/** A month, YYYY-MM: as it is written, or that of a day. */
export function monthOf(config: ValueConfig, target: string): Read<string> {
  const text = textOf(config, target, true);
  const time = timeOf(config, target, true);
  const isPlain = config.kind !== "field" || config.formats === null;
  return (place) => {
    const written = isPlain ? text(place) : null;
    if (written !== null && MONTH.test(written)) return written;
    if (isPlain && written === null) return null;
    const found = time(place);
    return found === null ? null : formatDay(localDay(found.time, place.tenantZone)).slice(0, -3);
  };
}

function localDay(time: TimeFound, tenantZone: Zone): number {
  return time.isLocal ? Math.floor(time.ms / DAY_MS) : tenantZone.dayOf(time.ms);
}

interface ZonedTime {
  readonly time: TimeFound;
  readonly zone: Zone;
}

function timeOf(config: ValueConfig, target: string, required: boolean): Read<ZonedTime> {
  const { read, where } = textValue(config, target, required);
  const timed = config.kind === "field" || config.kind === "text" ? config : null;
  const { parse, expected } = timeParser(timed?.formats ?? null);
  const zoneOfValue = zoneReader(timed?.timeZone ?? null, target);
  return (place) => {
    const text = read(place);
    if (text === null) return null;
    const time = parse(text);
    if (time === null)
      return refuse(
        place,
        where,
        `${target}: found ${quoted(text)} in ${where}, expected ${expected} that exists; else say its format`,
      );
    const zone = time.isLocal ? zoneOfValue(place) : place.zone;
    return zone === null ? null : { time, zone };
  };
}

type TimeZone = Extract<ValueConfig, { kind: "field" }>["timeZone"];

/** The zone of a value's local times; null is refused. */
function zoneReader(timeZone: TimeZone, target: string): (place: Place) => Zone | null {
  if (timeZone === null) return ({ zone }) => zone;
  if (typeof timeZone === "string") {
    const zone = knownZone(timeZone);
    return (place) =>
      zone ?? refuse(place, null, `${target}: found no time zone ${timeZone}, expected the IANA name of one`);
  }
  const find = fieldReader(timeZone);
  return (place) => {
    const found = find(place);
    const name = scalarText(found);
    if (name === null) return place.zone;
    const zone = name === undefined ? null : knownZone(name);
    return (
      zone ??
      refuse(
        place,
        timeZone.text,
        `${target}: found ${described(found)} in ${timeZone.text}, expected the IANA name of a time zone, like Europe/Rome`,
      )
    );
  };
}
