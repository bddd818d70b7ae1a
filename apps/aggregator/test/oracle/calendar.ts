const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar date of an instant in a zone. */
export const dayIn = (instant: string, timeZone: string): string => {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
};

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / dayMs;

export const datesOf = (from: string, to: string): string[] =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));

/** The days of a day's week that lie in a period. */
export const weekDaysOf = (
  day: string,
  period: { from: string; to: string },
): { from: string; to: string } => {
  const monday = addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
  const sunday = addDays(monday, 6);
  return {
    from: monday > period.from ? monday : period.from,
    to: sunday < period.to ? sunday : period.to,
  };
};

/** ISO 8601: the week that has the Thursday belongs to the Thursday's year. */
export const weekOf = (date: string): string => {
  const weekday = (new Date(date).getUTCDay() + 6) % 7;
  const thursday = addDays(date, 3 - weekday);
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor(daysBetween(`${year}-01-01`, thursday) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
};
