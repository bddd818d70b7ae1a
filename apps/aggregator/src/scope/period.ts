import { DateTime } from 'luxon';

/** Calendar dates, `2024-01-31`, both inclusive. */
export interface DateRange {
  from: string;
  to: string;
}

/** A period cut into what cells of each grain cover: each of its days lies in exactly one range. */
export interface Tiles {
  /** Whole months, by their first days. */
  months: DateRange | undefined;
  /** Whole ISO weeks beside the months, by their first days. */
  weeks: DateRange[];
  /** The days that are left. */
  days: DateRange[];
}

const parse = (date: string): DateTime<true> => {
  const parsed = DateTime.fromISO(date, { zone: 'utc' });
  if (!parsed.isValid) throw new RangeError(`"${date}" is no date`);
  return parsed;
};
const format = (date: DateTime<true>): string => date.toISODate();
const next = (date: DateTime<true>): DateTime<true> => date.plus({ days: 1 });
const before = (date: DateTime<true>): DateTime<true> => date.minus({ days: 1 });

/** Days of a period. */
export const daysOf = ({ from, to }: DateRange): number => parse(to).diff(parse(from), 'days').days + 1;

/** The period of the same length that ends the day before. */
export const periodBefore = (period: DateRange): DateRange => {
  const end = before(parse(period.from));
  return { from: format(end.minus({ days: daysOf(period) - 1 })), to: format(end) };
};

/** Whether both ends lie in one ISO week. */
export const isInOneWeek = ({ from, to }: DateRange): boolean => {
  const monday = parse(from).startOf('week');
  return parse(to) <= monday.plus({ days: 6 });
};

/** Whole units inside a stretch, and the stretches before and after them. None inside: the stretch itself is left. */
const cut = (start: DateTime<true>, end: DateTime<true>, unit: 'week' | 'month') => {
  const first = start.startOf(unit) < start ? next(start.endOf(unit).startOf('day')) : start;
  const last = end.startOf('day') < end.endOf(unit).startOf('day') ? before(end.startOf(unit)) : end;
  if (first > last) return { whole: undefined, beside: [{ start, end }] };
  return {
    whole: { from: format(first), to: format(last.startOf(unit)) },
    beside: [
      { start, end: before(first) },
      { start: next(last), end },
    ].filter((stretch) => stretch.start <= stretch.end),
  };
};

export const tilePeriod = (period: DateRange): Tiles => {
  const months = cut(parse(period.from), parse(period.to), 'month');
  const parts = months.beside.map(({ start, end }) => cut(start, end, 'week'));
  return {
    months: months.whole,
    weeks: parts.flatMap(({ whole }) => whole ?? []),
    days: parts.flatMap(({ beside }) =>
      beside.map(({ start, end }) => ({ from: format(start), to: format(end) })),
    ),
  };
};
