import fc from 'fast-check';
import { addDays, daysBetween } from './calendar.ts';
import { firstDay, pick } from './random-records.ts';
import { type Scenario, scenario } from './scenario.ts';

/** A zone, a day on which its clock does something, and instants around the ends of its days: seven, as random records have. */
interface SpecialZone {
  timezone: string;
  day: string;
  times: string[];
}

export const specialZones: SpecialZone[] = [
  // Half an hour off, always.
  {
    timezone: 'Asia/Kolkata',
    day: '2024-03-04',
    times: ['18:29:59Z', '18:30:00Z', '00:00:00Z', '23:59:59Z', '18:00:00Z', '19:00:00Z', '12:00:00Z'],
  },
  // 30 December 2011 did not take place: from UTC-10 to UTC+14.
  {
    timezone: 'Pacific/Apia',
    day: '2011-12-30',
    times: ['09:59:59Z', '10:00:00Z', '10:59:59Z', '11:00:00Z', '00:00:00Z', '23:59:59Z', '12:00:00Z'],
  },
  // Summer time of half an hour: from UTC+11 to UTC+10:30.
  {
    timezone: 'Australia/Lord_Howe',
    day: '2024-04-07',
    times: ['12:59:59Z', '13:00:00Z', '13:29:59Z', '13:30:00Z', '15:00:00Z', '00:00:00Z', '23:59:59Z'],
  },
  // The clock went back at one minute past midnight: the day before began once more.
  {
    timezone: 'America/St_Johns',
    day: '2010-11-07',
    times: ['02:29:59Z', '02:30:00Z', '02:30:59Z', '02:31:00Z', '03:29:59Z', '03:30:00Z', '00:00:00Z'],
  },
  {
    timezone: 'America/New_York',
    day: '2024-03-10',
    times: ['03:59:59Z', '04:00:00Z', '04:59:59Z', '05:00:00Z', '07:00:00Z', '00:00:00Z', '23:59:59Z'],
  },
  // Summer time began at midnight: the day's first hour is missing.
  {
    timezone: 'America/Sao_Paulo',
    day: '2018-11-04',
    times: ['02:59:59Z', '03:00:00Z', '01:59:59Z', '02:00:00Z', '00:00:00Z', '23:59:59Z', '12:00:00Z'],
  },
];

/** Where random records are densest, in days from the first. */
const densestDay = 28;
const times = [
  '00:00:00Z',
  '23:59:59.999Z',
  '04:59:59Z',
  '05:00:00Z',
  '22:30:00Z',
  '00:30:00+05:30',
  '12:34:56.5Z',
];

/** A scenario whose records lie around a zone's special day, and a workspace that changes its home zone while they come in. */
export interface ZonedScenario extends Scenario {
  /** The first when the workspace is made; each other one when this share of the messages is written. */
  homes: { timezone: string; place: number }[];
}

const at = ({ given, special }: { given: Scenario; special: SpecialZone }): Scenario => {
  const moved = daysBetween(addDays(firstDay, densestDay), special.day);
  const moveInstant = (value: unknown): unknown => {
    const [, day, time] = /^(\d{4}-\d\d-\d\d)T(.*)$/.exec(String(value)) ?? [];
    if (day === undefined || time === undefined) return value;
    return `${addDays(day, moved)}T${special.times[times.indexOf(time)] ?? time}`;
  };
  const moveRecord = (record: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        name.endsWith('_at') ? moveInstant(value) : value,
      ]),
    );
  // A message that arrives twice is one object, and stays one.
  const records = new Map(
    given.arrivals.map((message) => [message, { ...message, records: message.records.map(moveRecord) }]),
  );
  return {
    ...given,
    arrivals: given.arrivals.map((message) => records.get(message) ?? message),
    questions: given.questions.map(({ type, question }, index) => ({
      type,
      question: {
        ...question,
        from: addDays(question.from, moved),
        to: addDays(question.to, moved),
        timezone: index % 3 === 2 ? question.timezone : special.timezone,
      },
    })),
  };
};

export const zonedScenario: fc.Arbitrary<ZonedScenario> = fc
  .record({ given: scenario, special: pick(...specialZones) })
  .chain(({ given, special }) =>
    fc
      .array(
        fc.record({
          timezone: fc.oneof(
            { weight: 3, arbitrary: fc.constant(special.timezone) },
            { weight: 2, arbitrary: pick('UTC', ...specialZones.map(({ timezone }) => timezone)) },
          ),
          place: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { minLength: 1, maxLength: 4 },
      )
      .map((homes) => ({
        ...at({ given, special }),
        homes: homes.toSorted((a, b) => a.place - b.place),
      })),
  );
