import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';
import { addPageOptions, type PageOptions, printPage } from './pages.ts';

type Event = 'report.completed' | 'report.failed' | 'report.restated';
const events: Event[] = ['report.completed', 'report.failed', 'report.restated'];

/** On a command line everybody on the machine could read it. */
const readSecret = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${(error as Error).message}`);
  }
};

interface ChangeFlags {
  to?: string;
  event?: Event[];
  disable?: boolean;
  enable?: boolean;
}

/** `webhooks`. */
export const addWebhooks = (program: Command, context: Context): void => {
  const webhooks = program.command('webhooks').description('Endpoints that hear of finished reports');
  const path = (webhookId: string) => ({ params: { path: { webhookId } } });

  addPageOptions(webhooks.command('list', { isDefault: true }).description('List them')).action(
    async (query: PageOptions) => {
      const { data } = await context.client().api.GET('/v1/webhooks', { params: { query } });
      printPage(context, data, (page) =>
        table(
          ['webhook', 'url', 'events', 'disabled', 'created'],
          (page?.data ?? []).map((webhook) => [
            webhook.webhook_id,
            webhook.url,
            webhook.events,
            webhook.disabled_at,
            webhook.created_at,
          ]),
        ),
      );
    },
  );

  webhooks
    .command('create')
    .description('Add one; its secret is shown once')
    .argument('<url>', 'where to post to')
    .addOption(new Option('--event <event...>', 'what it hears of').choices(events).default(events, 'all'))
    .option('--secret-file <file>', 'that has its secret; else one is made', readSecret)
    .action(async (url: string, { event, secretFile: secret }: { event: Event[]; secretFile?: string }) => {
      const { data } = await context.client().api.POST('/v1/webhooks', {
        body: { url, events: event, ...(secret !== undefined && { secret }) },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      });
      context.output().print(data, (webhook) => fields(Object.entries(webhook ?? {})));
    });

  webhooks
    .command('show')
    .description('Show one')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      const { data } = await context.client().api.GET('/v1/webhooks/{webhookId}', path(webhookId));
      context.output().print(data, (webhook) => fields(Object.entries(webhook ?? {})));
    });

  webhooks
    .command('change')
    .description('Change where one is, what it hears of, or whether it is called')
    .argument('<webhook>', 'its id')
    .option('--to <url>', 'where to post to')
    .addOption(new Option('--event <event...>', 'what it hears of').choices(events))
    .option('--disable', 'leave it uncalled')
    .option('--enable', 'call it again')
    .action(async (webhookId: string, { to: url, event, disable, enable }: ChangeFlags) => {
      if (disable && enable) throw new UsageError('Give --disable or --enable.');
      const { data } = await context.client().api.PATCH('/v1/webhooks/{webhookId}', {
        ...path(webhookId),
        body: {
          ...(url !== undefined && { url }),
          ...(event !== undefined && { events: event }),
          ...((disable || enable) && { disabled: disable === true }),
        },
      });
      context.output().print(data, (webhook) => fields(Object.entries(webhook ?? {})));
    });

  webhooks
    .command('test')
    .description('Send one a test message')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      const { data } = await context.client().api.POST('/v1/webhooks/{webhookId}/test', {
        ...path(webhookId),
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      });
      context.output().print(data, (delivery) => fields(Object.entries(delivery ?? {})));
    });

  webhooks
    .command('rotate')
    .description('Give one a new secret, which is shown once')
    .argument('<webhook>', 'its id')
    .option('--secret-file <file>', 'that has the new one; else one is made', readSecret)
    .action(async (webhookId: string, { secretFile: secret }: { secretFile?: string }) => {
      const { data } = await context.client().api.POST('/v1/webhooks/{webhookId}/secret', {
        ...path(webhookId),
        headers: { 'Idempotency-Key': crypto.randomUUID() },
        body: { ...(secret !== undefined && { secret }) },
      });
      context.output().print(data, (webhook) => fields(Object.entries(webhook ?? {})));
    });

  addPageOptions(
    webhooks.command('deliveries').description('List what one was sent').argument('<webhook>', 'its id'),
  ).action(async (webhookId: string, query: PageOptions) => {
    const { data } = await context.client().api.GET('/v1/webhooks/{webhookId}/deliveries', {
      params: { path: { webhookId }, query },
    });
    printPage(context, data, (page) =>
      table(
        ['delivery', 'event', 'report', 'status', 'attempts', 'last error', 'created'],
        (page?.data ?? []).map((delivery) => [
          delivery.delivery_id,
          delivery.event,
          delivery.report_id,
          delivery.status,
          delivery.attempts,
          delivery.last_error,
          delivery.created_at,
        ]),
      ),
    );
  });

  webhooks
    .command('delete')
    .description('Remove one')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      await context.client().api.DELETE('/v1/webhooks/{webhookId}', path(webhookId));
      context.output().print({ webhook_id: webhookId, deleted: true }, () => `${webhookId} is deleted`);
    });
};
