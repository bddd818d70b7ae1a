import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';
import { addPageOptions, type PageOptions, printPage } from './pages.ts';

/** `deliveries`: who was told of a report. */
export const addDeliveries = (program: Command, context: Context): void => {
  const deliveries = program
    .command('deliveries')
    .description('Who was told of a report, and whether it arrived');

  addPageOptions(
    deliveries
      .command('list', { isDefault: true })
      .description('List those of a report')
      .argument('<report>', 'its id'),
  ).action(async (reportId: string, query: PageOptions) => {
    const { data } = await context.client().api.GET('/v1/reports/{reportId}/deliveries', {
      params: { path: { reportId }, query },
    });
    printPage(context, data, (page) =>
      table(
        ['delivery', 'event', 'channel', 'recipient', 'status', 'attempts', 'last error', 'sent'],
        (page?.data ?? []).map((delivery) => [
          delivery.delivery_id,
          delivery.event,
          delivery.channel,
          delivery.recipient,
          delivery.status,
          delivery.attempts,
          delivery.last_error,
          delivery.sent_at,
        ]),
      ),
    );
  });

  deliveries
    .command('resend')
    .description('Send one again')
    .argument('<report>', "the report's id")
    .argument('<delivery>', 'its id')
    .action(async (reportId: string, deliveryId: string) => {
      const { data } = await context
        .client()
        .api.POST('/v1/reports/{reportId}/deliveries/{deliveryId}/resend', {
          params: { path: { reportId, deliveryId } },
          headers: { 'Idempotency-Key': crypto.randomUUID() },
        });
      context.output().print(data, (delivery) => fields(Object.entries(delivery ?? {})));
    });
};
