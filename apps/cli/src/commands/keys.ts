import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';
import { wholeNumber } from './arguments.ts';
import { addPageOptions, type PageOptions, printPage } from './pages.ts';

type Scope = 'read_only' | 'read_write' | 'admin';
const scopes: Scope[] = ['read_only', 'read_write', 'admin'];

/** `keys`. */
export const addKeys = (program: Command, context: Context): void => {
  const keys = program.command('keys').description('API keys of the workspace; asks for one of scope admin');

  addPageOptions(keys.command('list', { isDefault: true }).description('List them')).action(
    async (query: PageOptions) => {
      const { data } = await context.client().api.GET('/v1/keys', { params: { query } });
      printPage(context, data, (page) =>
        table(
          ['key', 'scope', 'created', 'expires', 'revoked'],
          (page?.data ?? []).map((key) => [
            key.key_id,
            key.scope,
            key.created_at,
            key.expires_at,
            key.revoked_at,
          ]),
        ),
      );
    },
  );

  keys
    .command('create')
    .description('Make one; it is shown once')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(scopes).makeOptionMandatory())
    .option('--expires-in-days <n>', 'else it stays until it is revoked', wholeNumber)
    .action(async ({ scope, expiresInDays }: { scope: Scope; expiresInDays?: number }) => {
      const { data } = await context.client().api.POST('/v1/keys', {
        body: { scope, ...(expiresInDays !== undefined && { expires_in_days: expiresInDays }) },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      });
      context.output().print(data, (key) => fields(Object.entries(key ?? {})));
    });

  keys
    .command('revoke')
    .description('End one at once')
    .argument('<key>', 'its id')
    .action(async (keyId: string) => {
      await context.client().api.DELETE('/v1/keys/{keyId}', { params: { path: { keyId } } });
      context.output().print({ key_id: keyId, revoked: true }, () => `${keyId} is revoked`);
    });
};
