import { IANAZone } from 'luxon';

const minuteMs = 60_000;
/** No zone's clock has ever been further from UTC, so a local time's instant lies within this of the same UTC time. */
const widestOffsetMs = 16 * 3_600_000;

/** Throws a RangeError for a name that this process's time zone data does not have: no instant would ever come. */
const zoneOf = (timezone: string): IANAZone => {
  const zone = IANAZone.create(timezone);
  if (!zone.isValid) throw new RangeError(`There is no time zone "${timezone}"`);
  return zone;
};

const offsetMs = (zone: IANAZone, instant: number): number => Math.round(zone.offset(instant) * minuteMs);

/**
 * The first instant at which the wall clock of a zone reads a local time or later.
 *
 * That one sentence decides every odd case. A local time that clocks skip runs at the first moment after the gap,
 * whether they skip half an hour or a whole day (Pacific/Apia, 30 December 2011). One that they show twice runs the
 * first time. And later local times never run before earlier ones.
 *
 * @param localMs the local time, as the milliseconds since 1970 that it would be in UTC
 * @returns milliseconds since 1970
 * @throws RangeError when there is no such zone
 */
export const instantOf = (localMs: number, timezone: string): number => {
  const zone = zoneOf(timezone);
  const [early, late] = [localMs - widestOffsetMs, localMs + widestOffsetMs];
  const [before, after] = [offsetMs(zone, early), offsetMs(zone, late)];
  if (before === after) return localMs - before;
  const change = changeBetween(zone, early, late);
  const underOldOffset = localMs - before;
  return underOldOffset < change ? underOldOffset : Math.max(change, localMs - after);
};

/** The instant at which the offset changes. No zone of the tz database (2025b) has ever changed its own twice in 32 hours. */
const changeBetween = (zone: IANAZone, early: number, late: number): number => {
  const before = offsetMs(zone, early);
  let [low, high] = [Math.floor(early / 1_000), Math.ceil(late / 1_000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle * 1_000) === before) low = middle;
    else high = middle;
  }
  return high * 1_000;
};

/** What the wall clock of a zone reads at an instant, to the second: `2024-02-05T06:00:00`. */
export const localTimeAt = (instant: Date, timezone: string): string => {
  const zone = zoneOf(timezone);
  return new Date(instant.getTime() + offsetMs(zone, instant.getTime())).toISOString().slice(0, 19);
};
