import type { Command } from 'commander';
import { readConfiguration } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields } from '../output.ts';

/** `whoami`: which API is asked, with which key. */
export const addWhoami = (program: Command, context: Context): void => {
  program
    .command('whoami')
    .description('Say which API and key are used, and whether they work')
    .action(async () => {
      const { url, key } = readConfiguration(program.opts(), context.environment);
      await context.client().api.GET('/v1/reports', { params: { query: { limit: 1 } } });
      const [, id] = key.split('_');
      context.output().print({ url, key_id: `key_${id}` }, (answer) => fields(Object.entries(answer)));
    });
};
