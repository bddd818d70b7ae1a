import { addDays, type DateRange, startOf } from '../scope/period.ts';
import type { Border, Scope } from '../scope/scope.ts';
import { type Fragment, join, sql } from '../sql/fragment.ts';
import { type Clock, dayOf, isIn, isOnDays } from './conditions.ts';

/** A condition on the instant of a record. */
export type When = (instant: Fragment) => Fragment;

/** Records by which rollups of another zone's days and the report's days differ: what to add, or to take away. */
export interface Edge {
  sign: 1 | -1;
  when: When;
}

export const onDays =
  (clock: Clock, range: DateRange): When =>
  (instant) =>
    isOnDays(clock, instant, range);

/** The clock by whose days the rollups of a report are. */
export const rollupClock = ({ elsewhere, timezone, sessionTimezone }: Scope): Clock => ({
  timezone: elsewhere?.timezone ?? timezone,
  sessionTimezone,
});

/** The days of the rollups that fit those of the period best. */
export const rollupPeriod = ({ period, elsewhere }: Scope): DateRange => {
  const shift = elsewhere?.shift ?? 0;
  return { from: addDays(period.from, shift), to: addDays(period.to, shift) };
};

const dayMs = 86_400_000;

const borderOf = ({ elsewhere }: Scope, date: string): Border => {
  const border = elsewhere?.borders.get(date);
  if (!border) throw new Error(`No border is known of ${date}`);
  return border;
};

const instantAt = (milliseconds: number): Fragment =>
  sql`${new Date(milliseconds).toISOString()}::timestamptz`;

/** The instants from the beginning of a date in one zone to that of another in the other; undefined where there are none. */
const between = (
  scope: Scope,
  { since, until, first }: { since: string; until: string; first: 'own' | 'theirs' },
): When | undefined => {
  const [start, end] = [borderOf(scope, since), borderOf(scope, until)];
  const [last] = first === 'own' ? (['theirs'] as const) : (['own'] as const);
  const [from, to] = [start[first], end[last]];
  if (start.isSteady && end.isSteady) {
    if (from >= to) return undefined;
    return (instant) => sql`(${instant} >= ${instantAt(from)} AND ${instant} < ${instantAt(to)})`;
  }
  // Where a clock goes back over midnight the days themselves decide, as in isOnDays.
  const clocks = { own: scope, theirs: rollupClock(scope) };
  const [earliest, latest] = [Math.min(from, to) - dayMs, Math.max(from, to) + dayMs];
  return (instant) => sql`(${instant} >= ${instantAt(earliest)} AND ${instant} < ${instantAt(latest)}
    AND ${dayOf(clocks[first], instant)} >= ${since}::date AND ${dayOf(clocks[last], instant)} < ${until}::date)`;
};

/** What lies after the beginning of a date in the report's zone and before that of the day of the rollups that fits it, or the other way round. */
const edgesAt = (scope: Scope, date: string): Edge[] => {
  const { elsewhere } = scope;
  if (!elsewhere) return [];
  const theirs = addDays(date, elsewhere.shift);
  const added = between(scope, { since: date, until: theirs, first: 'own' });
  const taken = between(scope, { since: theirs, until: date, first: 'theirs' });
  return [
    ...(added ? [{ sign: 1, when: added } as const] : []),
    ...(taken ? [{ sign: -1, when: taken } as const] : []),
  ];
};

/** Sums over the period are those over {@link rollupPeriod} and of these. None where the rollups are by the report's days. */
export const edgesOf = (scope: Scope): Edge[] => [
  ...edgesAt(scope, scope.period.from),
  ...edgesAt(scope, addDays(scope.period.to, 1)).map(({ sign, when }) => ({
    sign: sign === 1 ? (-1 as const) : (1 as const),
    when,
  })),
];

/** What a report's sums are by: its days, its ISO weeks, or the whole period. */
export type Span = 'day' | 'week' | 'period';

/** The first day of a date's span in the period. */
const spanOf = ({ period }: Scope, span: Span, date: string): string => {
  if (span === 'day') return date;
  const start = span === 'week' ? startOf(date, 'week') : period.from;
  return start < period.from ? period.from : start;
};

/** The same in SQL. */
export const spanInSql = ({ period }: Scope, span: Span, day: Fragment): Fragment => {
  if (span === 'day') return day;
  if (span === 'period') return sql`${period.from}::date`;
  return sql`greatest(date_trunc('week', (${day})::timestamp)::date, ${period.from}::date)`;
};

const spansOf = (scope: Scope, span: Span): string[] => {
  const found: string[] = [];
  for (let date = scope.period.from; date <= scope.period.to; date = addDays(date, 1)) {
    if (spanOf(scope, span, date) === date) found.push(date);
  }
  return found;
};

/** The first days of the spans, and the day after the last. */
const limitsOf = (scope: Scope, span: Span): string[] => [
  ...spansOf(scope, span),
  addDays(scope.period.to, 1),
];

/** When the days of the report and of the rollups are of different spans. */
export const edgesOfSpans = (scope: Scope, span: Span): When[] =>
  limitsOf(scope, span)
    .flatMap((date) => edgesAt(scope, date))
    .map(({ when }) => when);

/** The first day of the span that an instant lies in, by the report's days or by those of the rollups; null where it lies in none. */
export const spanOfInstant = (
  scope: Scope,
  span: Span,
  instant: Fragment,
  by: 'own' | 'theirs',
): Fragment => {
  const shift = by === 'own' ? 0 : (scope.elsewhere?.shift ?? 0);
  const borders = limitsOf(scope, span).map((date) => borderOf(scope, addDays(date, shift)));
  if (borders.every(({ isSteady }) => isSteady)) {
    // Conversions and weeks are a microsecond a call, and this a tenth of one.
    const instants = join(
      borders.map((border) => instantAt(border[by])),
      ', ',
    );
    return sql`(${spansOf(scope, span)}::date[])[width_bucket(${instant}, ARRAY[${instants}])]`;
  }
  const day = sql`(${dayOf(by === 'own' ? scope : rollupClock(scope), instant)} - ${shift})`;
  return sql`CASE WHEN ${isIn(day, scope.period)} THEN ${spanInSql(scope, span, day)} END`;
};

interface Summed {
  span: Span;
  /** Columns that name a group, beside the day. */
  keys: readonly Fragment[];
  /** Columns that sum; the first is the count, of which no group has none. */
  sums: readonly Fragment[];
  /** The rollups on some days: day, keys, sums. */
  rollups: (isOnDay: Fragment) => Fragment;
  /** The sums of the records on some instants, one row for a group of the keys. */
  rows: (when: When) => Fragment;
}

/**
 * Sums by day, or by the first day of a week or the period, of rollups by another zone's days: day, keys, sums. Records make up for what
 * differs where a span of the report begins and ends, and for no other day.
 */
export const sumsElsewhere = (scope: Scope, { span, keys, sums, rollups, rows }: Summed): Fragment => {
  const shift = scope.elsewhere?.shift ?? 0;
  const columns = join([...keys, ...sums], ', ');
  const starts = spansOf(scope, span);
  const parts = limitsOf(scope, span).flatMap((date, place) => {
    const [before, after] = [starts[place - 1], starts[place]];
    return edgesAt(scope, date).flatMap(({ sign, when }) => {
      // What a span gains at its beginning, the one before loses.
      const given = [
        ...(after === undefined ? [] : [sql`(${after}::date, ${sign})`]),
        ...(before === undefined ? [] : [sql`(${before}::date, ${-sign})`]),
      ];
      const signed = sums.map((sum) => sql`sign * ${sum}`);
      return [
        sql`SELECT day, ${join([...keys, ...signed], ', ')}
            FROM (${rows(when)}) AS edge CROSS JOIN (VALUES ${join(given, ', ')}) AS given (day, sign)`,
      ];
    });
  });
  const theirs = sql`
    SELECT ${spanInSql(scope, span, sql`day - ${shift}`)} AS day, ${columns}
    FROM (${rollups(isIn(sql`day`, rollupPeriod(scope)))}) AS rollups`;
  const [count] = sums;
  return sql`
    SELECT day, ${join(keys, ', ')}, ${join(
      sums.map((sum) => sql`sum(${sum}) AS ${sum}`),
      ', ',
    )}
    FROM (${join([theirs, ...parts], ' UNION ALL ')}) AS parts
    GROUP BY ${join([sql`day`, ...keys], ', ')}
    HAVING sum(${count ?? sql`1`}) > 0`;
};

/** What a range of the report's days is made of, for what does not add up. */
export interface Core {
  /** The days of the rollups that lie wholly in it. */
  days: DateRange;
  /** The records of it that lie in none of them. */
  rest: When[];
}

/** Undefined where no day of the rollups lies wholly in the range. */
export const coreOf = (scope: Scope, { from, to }: DateRange): Core | undefined => {
  if (!scope.elsewhere) return { days: { from, to }, rest: [] };
  const end = addDays(to, 1);
  // Where a clock changes an instant may be of an earlier date up to a day after the next one's beginning, in either zone.
  const margin = (one: string, other: string) =>
    borderOf(scope, one).isSteady && borderOf(scope, other).isSteady ? 0 : 2 * dayMs;
  const near = (date: string) => [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((days) => addDays(date, days));
  const first = near(from).find(
    (date) => borderOf(scope, date).theirs >= borderOf(scope, from).own + margin(date, from),
  );
  const after = near(end).findLast(
    (date) => borderOf(scope, date).theirs <= borderOf(scope, end).own - margin(date, end),
  );
  if (first === undefined || after === undefined || first >= after) return undefined;
  const rest = [
    between(scope, { since: from, until: first, first: 'own' }),
    between(scope, { since: after, until: end, first: 'theirs' }),
  ];
  return { days: { from: first, to: addDays(after, -1) }, rest: rest.filter((when) => when !== undefined) };
};

/** On any of several instants' conditions. */
export const anyOf =
  (conditions: readonly When[]): When =>
  (instant) =>
    sql`(${join(
      conditions.map((when) => when(instant)),
      ' OR ',
    )})`;

/** When the dates of the period begin and end in the report's zone, in ISO: those of which it is known, and near which no clock changes. */
export const dayLimits = ({ period, elsewhere }: Scope): { date: string; since: string; until: string }[] => {
  const found: { date: string; since: string; until: string }[] = [];
  if (!elsewhere) return found;
  for (let date = period.from; date <= period.to; date = addDays(date, 1)) {
    const [start, end] = [elsewhere.borders.get(date), elsewhere.borders.get(addDays(date, 1))];
    if (!start?.isSteady || !end?.isSteady) continue;
    found.push({ date, since: new Date(start.own).toISOString(), until: new Date(end.own).toISOString() });
  }
  return found;
};
