import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase } from '@reports/database';
import { connectMessaging } from '@reports/messaging';
import { createLogger } from '@reports/service';
import type { Client } from '../../support/client.ts';
import type { TestPlatform } from '../../support/platform.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario, ScenarioResult } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

const times = 5;
const streams = ['REPORTS', 'RECORDS'] as const;

/**
 * Delivers every event five times more, as the bus does after its deduplication window, with messages among them that nobody can read:
 * one effect each, a dead letter with its reason, and the rest goes on.
 */
export const repeatEvents = async (
  platform: TestPlatform,
  client: Client,
  { reports }: { reports: number },
): Promise<ScenarioResult> => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const messaging = connectMessaging({ url: platform.environment['NATS_URL'] ?? '', name: 'test', log });
  const { sql, close } = connectDatabase({
    url: platform.environment['DATABASE_OWNER_URL'] ?? '',
    applicationName: 'test',
  });
  const faults: string[] = [];
  try {
    const { client: bus, manager } = await messaging.jetstream();
    const posted: Posted[] = [];
    for (let n = 0; n < reports; n += 1) posted.push(await postSurely(client, reportOf(n)));
    await tally(platform, client, posted);
    const lettersBefore = (await manager.streams.info('DEAD_LETTERS')).state.messages;
    const countRecords = () =>
      sql`select count(*)::integer as records, sum(score)::text as score from evaluations`;
    const recordsBefore = await countRecords();

    let repeated = 0;
    for (const stream of streams) {
      const { state } = await manager.streams.info(stream);
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(stream, { seq }).catch(() => null);
        if (!message) continue;
        // Without its id, which is what the bus knows a repeat by.
        for (let time = 0; time < times; time += 1) await bus.publish(message.subject, message.data);
        repeated += times;
      }
    }
    const poisonAt = Date.now();
    const poison = [`reports.${client.workspaceId}.requested`, `records.${client.workspaceId}.evaluations`];
    for (const subject of poison) await bus.publish(subject, 'this is no event');
    const probe = await postSurely(client, reportOf(1));
    await tally(platform, client, [probe]);
    const probeSeconds = (Date.now() - poisonAt) / 1_000;

    const letters = async () => (await manager.streams.info('DEAD_LETTERS')).state.messages - lettersBefore;
    const unread = async () => {
      let count = 0;
      for (const stream of streams) {
        for await (const { num_pending, num_ack_pending } of manager.consumers.list(stream)) {
          count += num_pending + num_ack_pending;
        }
      }
      return count;
    };
    for (
      const deadline = Date.now() + 120_000;
      (await unread()) > 0 || (await letters()) < poison.length;
      await wait(200)
    ) {
      if (Date.now() < deadline) continue;
      faults.push(
        `${await unread()} messages are unread, ${await letters()} dead letters of ${poison.length}`,
      );
      break;
    }
    if ((await letters()) > poison.length)
      faults.push(`${await letters()} dead letters of ${poison.length} unreadable messages`);
    const recordsAfter = await countRecords();
    if (JSON.stringify(recordsAfter) !== JSON.stringify(recordsBefore)) {
      faults.push(`records were ${JSON.stringify(recordsBefore)} and are ${JSON.stringify(recordsAfter)}`);
    }
    const { faults: found, ...figures } = await tally(platform, client, [...posted, probe]);
    if (figures.repeatedMails > 0) faults.push(`${figures.repeatedMails} mails went twice`);
    return {
      figures: { reports, repeated, deadLetters: await letters(), probeSeconds, ...figures },
      faults: [...faults, ...found],
    };
  } finally {
    await messaging.close();
    await close();
  }
};

/** `size`: reports, 100. */
export const repeats: Scenario = ({ size = 100 }) =>
  inWorld((platform, client) => repeatEvents(platform, client, { reports: size }));
