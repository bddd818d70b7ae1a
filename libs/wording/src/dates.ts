import { DateTime } from 'luxon';
import { language, words } from './language.ts';
import { remember } from './remember.ts';

const parse = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc' });

type Parts = 'day' | 'month' | 'year' | 'weekday' | 'short' | 'shortWeekday';

const options = {
  /** `22 January 2024` */
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  /** `22 January` */
  longDay: { day: 'numeric', month: 'long' },
  /** `22 Jan 2024` */
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  /** `22 Jan` */
  shortDay: { day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
  shortMonth: { month: 'short' },
  weekday: { weekday: 'long' },
  shortWeekday: { weekday: 'short' },
} as const satisfies Record<string, Partial<Record<Parts, string>>>;
type Form = keyof typeof options;

const dateFormat = remember(
  (locale: string, form: Form) =>
    new Intl.DateTimeFormat(locale, { ...options[form], timeZone: 'UTC', calendar: 'gregory' }),
);

const isoForms: Partial<Record<Form, string>> = {
  long: 'yyyy-MM-dd',
  longDay: 'MM-dd',
  short: 'yyyy-MM-dd',
  shortDay: 'MM-dd',
  month: 'yyyy-MM',
  shortMonth: 'MM',
};

const intl = (form: Form) => {
  const { dateFormat: order, locale } = language();
  return dateFormat(order === 'month_day_year' ? 'en-US' : locale, form);
};

/** Thin spaces, which `Intl` has beside dashes, are in few fonts, and keep a line from breaking. */
const plain = (text: string): string => text.replace(/[\u2009\u202f]/g, ' ');

const say = (date: DateTime, form: Form): string => {
  const iso = language().dateFormat === 'year_month_day' ? isoForms[form] : undefined;
  return iso === undefined ? plain(intl(form).format(date.toJSDate())) : date.toFormat(iso);
};

/** Two dates as one phrase that repeats nothing: `1–31 January 2024`, `29 December 2023 – 4 January 2024`. */
const sayRange = (from: string, to: string, form: 'long' | 'short' | 'shortDay'): string => {
  const [first, last] = [parse(from), parse(to)];
  if (from === to) return say(first, form);
  if (language().dateFormat === 'year_month_day') return `${say(first, form)} – ${say(last, form)}`;
  // Of two years Intl would name the years of a form that has none.
  if (form === 'shortDay' && !first.hasSame(last, 'year')) return `${say(first, form)} – ${say(last, form)}`;
  return plain(intl(form).formatRange(first.toJSDate(), last.toJSDate()));
};

const withWeekday = (date: string, weekday: 'weekday' | 'shortWeekday', form: 'long' | 'short'): string => {
  const day = parse(date);
  return words().weekdayAndDate(say(day, weekday), say(day, form));
};

/** A period in words: `1–31 January 2024`; one day with its weekday: `Monday 22 January 2024`. */
export const formatPeriod = (from: string, to: string): string =>
  from === to ? formatLongDay(from) : sayRange(from, to, 'long');

/** A few days beside others of the same period: `8–14 Jan`, `29 Jan – 4 Feb`. */
export const formatDays = (from: string, to: string): string => sayRange(from, to, 'shortDay');

/** A few days of a period, with their years where it has days of two: weeks of both have one name. */
export const formatDaysIn = (period: { from: string; to: string }, from: string, to: string): string =>
  period.from.slice(0, 4) === period.to.slice(0, 4) ? formatDays(from, to) : formatWeek(from, to);

/** Days with their year: `22–28 Jan 2024`, `29 Jan – 4 Feb 2024`, `31 Dec 2024`. */
export const formatWeek = (from: string, to: string): string => sayRange(from, to, 'short');

/** `Mon 22 Jan 2024`. */
export const formatDay = (date: string): string => withWeekday(date, 'shortWeekday', 'short');

/** `Monday 22 January 2024`. */
export const formatLongDay = (date: string): string => withWeekday(date, 'weekday', 'long');

/** `22 January 2024`. */
export const formatDate = (date: string): string => say(parse(date), 'long');

/** `22 January`. */
export const formatDayAndMonth = (date: string): string => say(parse(date), 'longDay');

/** `22 Jan`. */
export const formatShortDay = (date: string): string => say(parse(date), 'shortDay');

/** `January 2024`. */
export const formatMonth = (date: string): string => say(parse(date), 'month');

/** `Jan`. */
export const formatShortMonth = (date: string): string => say(parse(date), 'shortMonth');

/** `Monday`, of 1 to 7 (ISO 8601). */
export const formatWeekday = (day: number): string =>
  say(DateTime.fromObject({ weekYear: 2024, weekNumber: 1, weekday: day as 1 }, { zone: 'utc' }), 'weekday');

const sayInstant = (instant: DateTime, form: 'long' | 'short'): { date: string; time: string } => ({
  // Told by the clock of its zone, which the forms take for UTC.
  date: say(instant.setZone('utc', { keepLocalTime: true }), form),
  time: instant.toFormat('HH:mm'),
});

/** An instant in a zone: `31 January 2024, 18:00`. */
export const formatInstant = (instant: string, zone: string): string => {
  const { date, time } = sayInstant(DateTime.fromISO(instant, { zone }), 'long');
  return words().dateAndTime(date, time);
};

/** An instant in a zone, for a column: `31 Jan 2024 18:00`. */
export const formatShortInstant = (instant: string, zone: string): string => {
  const { date, time } = sayInstant(DateTime.fromISO(instant, { zone }), 'short');
  return `${date} ${time}`;
};
