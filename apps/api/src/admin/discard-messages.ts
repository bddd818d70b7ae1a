import { type ConsumerName, consumers, streams } from '@reports/contracts';
import type { Database } from '@reports/database';
import { createDeadLetters, type Messaging } from '@reports/messaging';
import { sql } from 'drizzle-orm';
import { setTimeout as wait } from 'node:timers/promises';

/** The scheduler has this long to hear that schedules and reports are cancelled. */
const hearingMs = 60_000;
const lookEveryMs = 200;
const deadLettersPerPage = 1_000;

/** Who must have heard what before it is discarded: else schedules and workflows would stay in Temporal. */
const heard: readonly ConsumerName[] = ['scheduler-cancellations', 'scheduler-schedules'];

/** Waits until the scheduler has relayed and read what a workspace's outbox held. Throws when it does not. */
export const waitUntilHeard = async (
  { database, messaging }: { database: Database; messaging: Messaging },
  workspaceId: string,
): Promise<void> => {
  const deadline = Date.now() + hearingMs;
  for (;;) {
    const waiting = await database.orm.execute(
      sql`select 1 from outbox where workspace_id = ${workspaceId} limit 1`,
    );
    const read = await Promise.all(heard.map((name) => isRead(messaging, name, workspaceId)));
    if (waiting.length === 0 && read.every(Boolean)) return;
    if (Date.now() > deadline) {
      throw new Error(
        `The scheduler has not yet heard that the work of ${workspaceId} is cancelled. Its keys are deleted, so nobody writes. See that the scheduler runs, and give the command again: it goes on from here.`,
      );
    }
    await wait(lookEveryMs);
  }
};

/** Whether a consumer is past the last message of the workspace that it reads. */
const isRead = async (messaging: Messaging, name: ConsumerName, workspaceId: string): Promise<boolean> => {
  const { manager } = await messaging.jetstream();
  const { stream, filters } = consumers[name];
  for (const filter of filters) {
    const last = await manager.streams.getMessage(stream, { last_by_subj: filter.replace('*', workspaceId) });
    if (!last) continue;
    const {
      ack_floor: floor,
      num_pending: pending,
      num_ack_pending: inHand,
    } = await manager.consumers.info(stream, name);
    if (floor.stream_seq < last.seq && pending + inHand > 0) return false;
  }
  return true;
};

/** Deletes a workspace's messages from every stream, dead letters too; says how many. */
export const discardMessages = async (messaging: Messaging, workspaceId: string): Promise<number> => {
  const { manager } = await messaging.jetstream();
  let discarded = 0;
  for (const [stream, { subjects }] of Object.entries(streams)) {
    for (const subject of subjects) {
      if (!subject.includes('.*.')) continue;
      const { purged } = await manager.streams.purge(stream, {
        filter: subject.replace('*', workspaceId),
      });
      discarded += purged;
    }
  }
  return discarded + (await discardDeadLetters(messaging, workspaceId));
};

const discardDeadLetters = async (messaging: Messaging, workspaceId: string): Promise<number> => {
  const letters = createDeadLetters(messaging);
  let discarded = 0;
  for (let after = 0; ;) {
    const page = await letters.list({ limit: deadLettersPerPage, after });
    for (const { id, original } of page) {
      if (original?.subject.split('.')[1] !== workspaceId) continue;
      await letters.discard(id);
      discarded += 1;
    }
    const last = page.at(-1);
    if (!last || page.length < deadLettersPerPage) return discarded;
    after = last.id;
  }
};
