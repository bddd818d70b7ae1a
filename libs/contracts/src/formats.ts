import { Set as registerFormat } from 'typebox/format';

/**
 * The formats that our schemas name, registered when the schemas are loaded, so that every edge checks them alike. They are
 * stricter than typebox's own: what passes here, PostgreSQL takes as well.
 */
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The years that dates and instants may lie in: zones, PostgreSQL, `Date` and all that is reckoned from them can go past both ends. */
export const yearRange = { first: 1970, last: 2999 } as const;

/** A date of the calendar in {@link yearRange}: `2024-02-30` is none. */
export const isCalendarDate = (text: string): boolean => {
  const year = Number(text.slice(0, 4));
  return isRealDate(text) && year >= yearRange.first && year <= yearRange.last;
};

/** Whether a text is or begins with a date that exists, but one of a year that is not allowed. */
export const isOutOfRange = (text: string): boolean => {
  const date = text.slice(0, 10);
  return isRealDate(date) && !isCalendarDate(date);
};

const isRealDate = (text: string): boolean => {
  const match = datePattern.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  return year >= 1 && day >= 1 && day <= (daysOfMonths[month - 1] ?? 0) + leapDay;
};

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:0\d|1[0-5]):[0-5]\d)$/;

/** RFC 3339: a real date, a time, and an offset. No leap seconds, which most clocks never show. */
export const isInstant = (text: string): boolean => {
  const [, date] = instantPattern.exec(text) ?? [];
  return date !== undefined && isCalendarDate(date);
};

/** ICU's old abbreviations, which no other program knows: `IST` alone means three things. */
const abbreviations =
  /^(ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/i;

const knownZones = new Map<string, boolean>();

/** A name of the IANA time zone database, in any case. Bare offsets such as `+05:30` are none: they have no daylight saving. */
export const isTimeZone = (name: string): boolean => {
  const known = knownZones.get(name);
  if (known !== undefined) return known;
  const found =
    /^[A-Za-z]/.test(name) && !/^SystemV\//i.test(name) && !abbreviations.test(name) && exists(name);
  if (knownZones.size < 2_000) knownZones.set(name, found);
  return found;
};

const exists = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const emailPattern =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** An address as people have them: no quoted names, no literal addresses, at most 64 characters before the @. */
export const isEmailAddress = (text: string): boolean => emailPattern.test(text) && text.indexOf('@') <= 64;

registerFormat('date', isCalendarDate);
registerFormat('date-time', isInstant);
registerFormat('time-zone', isTimeZone);
registerFormat('email', isEmailAddress);
