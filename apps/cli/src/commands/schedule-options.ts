import type { CreateReport } from '@reports/client';
import { type Command, Option } from 'commander';
import { UsageError } from '../configuration.ts';
import { collect } from './arguments.ts';

type Schedule = NonNullable<CreateReport['schedule']>;

/** When runs are made, and how they are mailed, as flags. */
export interface ScheduleFlags {
  day?: string;
  time?: string;
  email?: string[];
  attach?: boolean;
  skipIfEmpty?: boolean;
  deliverIf?: Schedule['deliver_if'];
}

const readCondition = (text: string): NonNullable<Schedule['deliver_if']> => {
  const [, figure, limit, value] =
    /^(\S+) +(below|above|changed_by) +(-?\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (figure === undefined || limit === undefined)
    throw new UsageError(
      `--deliver-if is "FIGURE below|above|changed_by NUMBER", not "${text}": "pass_rate below 0.8".`,
    );
  return { figure, [limit]: Number(value) };
};

export const addScheduleOptions = (command: Command): Command =>
  command
    .option('--day <day>', 'of a schedule: monday, or a day of the month, or last')
    .option('--time <time>', 'of a schedule: 06:00')
    .option('--email <address>', 'of a schedule; again for more', collect)
    .addOption(new Option('--attach', 'of a schedule: the file goes with the mail').hideHelp())
    .option('--no-attach', 'of a schedule: mails have the link alone')
    .option('--skip-if-empty', 'of a schedule: no mail of a run without rows')
    .addOption(new Option('--no-skip-if-empty', 'of a schedule: mail of each run').hideHelp())
    .option(
      '--deliver-if <condition>',
      'of a schedule: "pass_rate below 0.8", above, changed_by',
      readCondition,
    )
    .addOption(new Option('--no-deliver-if', 'of a schedule: whatever its figures are').hideHelp());

/** The fields of a schedule that flags ask for. */
export const scheduleFields = ({
  day,
  time,
  email,
  attach,
  skipIfEmpty,
  deliverIf,
}: ScheduleFlags): Partial<Schedule> => ({
  ...(day !== undefined &&
    (day === 'last' || /^\d+$/.test(day)
      ? { day_of_month: day === 'last' ? day : Number(day) }
      : { day_of_week: day as NonNullable<Schedule['day_of_week']> })),
  ...(time !== undefined && { time }),
  ...(email !== undefined && { email }),
  ...(attach !== undefined && { attach }),
  ...(skipIfEmpty !== undefined && { skip_if_empty: skipIfEmpty }),
  // `--no-deliver-if` is false to commander, and null to the API.
  ...(deliverIf !== undefined && { deliver_if: deliverIf || null }),
});
