import { type RecordKind, recordKinds } from '@reports/contracts';
import { Argument, type Command } from 'commander';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';

const pauseMs = 500;

/** Erases what there is of a person, and waits until it is done. */
const erase = async (
  context: Context,
  { contact, agent }: { contact?: string; agent?: string },
): Promise<void> => {
  if ((contact === undefined) === (agent === undefined)) throw new UsageError('Give --contact or --agent.');
  const { api } = context.client();
  let { data: erasure } = await api.POST('/v1/records/erase', {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    body: contact === undefined ? { agent_id: agent ?? '' } : { contact_id: contact },
  });
  while (erasure?.status === 'running') {
    await pause(pauseMs, undefined, { signal: context.signal });
    ({ data: erasure } = await api.GET('/v1/records/erasures/{erasureId}', {
      params: { path: { erasureId: erasure.erasure_id } },
    }));
  }
  context.output().print(erasure, (done) => fields(Object.entries(done ?? {})));
};

/** `records` that are there: `list`, `show`, `delete`, `erase`. */
export const addStoredRecords = (records: Command, context: Context): void => {
  const kind = () => new Argument('<kind>', 'what it is').choices([...recordKinds]);
  const path = (of: RecordKind, recordId: string) => ({ params: { path: { kind: of, recordId } } });

  records
    .command('list')
    .description('Say what there is of each kind')
    .action(async () => {
      const { data } = await context.client().api.GET('/v1/records');
      context.output().print(data, (kinds) =>
        table(
          ['kind', 'records', 'first day', 'last day', 'last received'],
          Object.entries(kinds ?? {}).map(([name, has]) => [
            name,
            has.records,
            has.first_day,
            has.last_day,
            has.last_received_at,
          ]),
        ),
      );
    });

  records
    .command('show')
    .description('Show one as it was sent')
    .addArgument(kind())
    .argument('<id>', 'its id')
    .action(async (of: RecordKind, id: string) => {
      const { data } = await context.client().api.GET('/v1/records/{kind}/{recordId}', path(of, id));
      context
        .output()
        .print(data, (stored) =>
          fields([...Object.entries(stored?.record ?? {}), ['received', stored?.received_at]]),
        );
    });

  records
    .command('delete')
    .description('Remove one; a call goes with its evaluation and checks')
    .addArgument(kind())
    .argument('<id>', 'its id')
    .action(async (of: RecordKind, id: string) => {
      await context.client().api.DELETE('/v1/records/{kind}/{recordId}', path(of, id));
      context.output().print({ kind: of, id, deleted: true }, () => `${id} is deleted`);
    });

  records
    .command('erase')
    .description(
      'Remove everything of a person: records, and the figures and files that hold them; waits until it is done',
    )
    .option('--contact <id>', 'of a contact')
    .option('--agent <id>', 'of an agent')
    .action((options: { contact?: string; agent?: string }) => erase(context, options));
};
