import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { table } from '../output.ts';

/** `types`: what can be reported. */
export const addReportTypes = (program: Command, context: Context): void => {
  program
    .command('types')
    .description('List the types of reports, with their filters')
    .action(async () => {
      const { data } = await context.client().api.GET('/v1/report-types');
      context.output().print(data, (types) =>
        table(
          ['type', 'what it says', 'filters'],
          (types?.data ?? []).map(({ type, description, filters }) => [type, description, filters]),
        ),
      );
    });
};
