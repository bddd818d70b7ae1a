import type { Command } from 'commander';
import { readConfiguration } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';

/** `whoami`: which API is asked, with which key, and what its workspace has. */
export const addWhoami = (program: Command, context: Context): void => {
  program
    .command('whoami')
    .description('Say which API, key and workspace are used, and what records there are')
    .action(async () => {
      const { url, key } = readConfiguration(program.opts(), context.environment);
      const { data: workspace } = await context.client().api.GET('/v1/workspace');
      const [, id] = key.split('_');
      context.output().print({ url, key_id: `key_${id}`, ...workspace }, ({ data = {}, ...answer }) =>
        [
          fields(Object.entries(answer)),
          '',
          table(
            ['kind', 'records', 'first day', 'last day', 'last received'],
            Object.entries(data).map(([kind, has]) => [
              kind,
              has.records,
              has.first_day,
              has.last_day,
              has.last_received_at,
            ]),
          ),
        ].join('\n'),
      );
    });
};
