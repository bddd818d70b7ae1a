import { consumers, type ConsumerName } from '@reports/contracts';
import { type Health, sampleGauges } from '@reports/service';
import type { Messaging } from './connect.ts';

type Bus = Pick<Messaging, 'jetstream'>;

/** Shows at each scrape what the bus has for these consumers that is not dealt with yet. */
export const showConsumers = (metrics: Health['metrics'], bus: Bus, names: readonly ConsumerName[]): void =>
  sampleGauges(
    metrics,
    {
      reports_consumer_pending_messages: {
        help: 'Messages of the bus that a consumer has not been given yet: its lag.',
        labelNames: ['consumer'],
      },
      reports_consumer_unacknowledged_messages: {
        help: 'Messages that a consumer was given and has not dealt with: in hand, or waiting for another try.',
        labelNames: ['consumer'],
      },
    },
    async () => {
      const { manager } = await bus.jetstream();
      const infos = await Promise.all(
        names.map((consumer) => manager.consumers.info(consumers[consumer].stream, consumer)),
      );
      const samples = (count: 'num_pending' | 'num_ack_pending') =>
        infos.map((info) => ({ labels: { consumer: info.name }, value: info[count] }));
      return {
        reports_consumer_pending_messages: samples('num_pending'),
        reports_consumer_unacknowledged_messages: samples('num_ack_pending'),
      };
    },
  );

const deadPrefix = 'dead.';
/** Who may bury: every consumer, and the notifier what it gives up. */
const buriers = [...Object.keys(consumers), 'notifier-deliveries'];

/** Shows at each scrape how many dead letters lie there, by who gave them up. */
export const showDeadLetters = (metrics: Health['metrics'], bus: Bus): void =>
  sampleGauges(
    metrics,
    {
      reports_dead_letters: {
        help: 'Dead letters that nobody has replayed or discarded, by who gave them up.',
        labelNames: ['consumer'],
      },
    },
    async () => {
      const { manager } = await bus.jetstream();
      const { state } = await manager.streams.info('DEAD_LETTERS', { subjects_filter: `${deadPrefix}>` });
      return {
        reports_dead_letters: buriers.map((consumer) => ({
          labels: { consumer },
          value: state.subjects?.[deadPrefix + consumer] ?? 0,
        })),
      };
    },
  );
