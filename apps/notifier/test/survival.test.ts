import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';
import {
  type AcceptedMail,
  type Conduct,
  type Moment,
  stages,
  startScriptedSmtpServer,
} from './support/scripted-smtp-server.ts';
import { spawnNotifier, type NotifierProcess } from './support/spawn-notifier.ts';
import type { Tenant } from './support/tenant.ts';

const reportCount = 20;
const recipientsPerReport = 50;
const killCount = 10;
/** About 30 seconds on an idle machine; a busy one has its time. */
const maxMs = 300_000;
/** Around a kill, what the server accepts may not have been noted: what is in sockets arrives, what was accepted goes unsaid. */
const gapMs = 1_000;

const hasty = new URL('support/hasty-notifier.ts', import.meta.url);
/** How often the server does what at any moment, of a thousand: a hang costs seconds, the others nothing. */
const troubles = { 'refuse for now': 35, drop: 35, hang: 6 } as const satisfies Partial<
  Record<Conduct, number>
>;

let platform: TestPlatform;
let tenant: Tenant;
/** The notifiers that live. */
const running: NotifierProcess[] = [];
const ending = new AbortController();

beforeAll(async () => {
  platform = await createTestPlatform();
  tenant = await platform.createWorkspace();
});
afterAll(async () => {
  ending.abort();
  await Promise.all(running.map(({ end }) => end('SIGKILL')));
  await platform.close();
});

/** Trouble at random, but each kind at each stage at least once. An address that says so does not exist. */
const createConduct = () => {
  const owed = new Map(stages.map((stage) => [stage, Object.keys(troubles) as Conduct[]]));
  return ({ stage, recipient }: Moment): Conduct => {
    if (stage === 'rcpt' && recipient.startsWith('nobody')) return 'refuse for good';
    let dice = randomInt(1_000);
    if (dice >= 900) return owed.get(stage)?.pop() ?? 'go';
    for (const [trouble, share] of Object.entries(troubles)) {
      if (dice < share) return trouble as Conduct;
      dice -= share;
    }
    return 'go';
  };
};

const addressesOf = (report: number): string[] =>
  Array.from({ length: recipientsPerReport }, (_, n) =>
    n === 0 ? `nobody-${report}@example.com` : `reader-${report}-${n}@example.com`,
  );

/** Runs two notifiers and kills one or the other each time some more mails are through; each has a successor at once. */
const runAndKill = async (environment: Record<string, string>, accepted: readonly AcceptedMail[]) => {
  const killedAtMs: number[] = [];
  running.push(spawnNotifier(environment, hasty), spawnNotifier(environment, hasty));
  for (let kills = 0; kills < killCount && !ending.signal.aborted; kills += 1) {
    const enough = accepted.length + randomInt(40, 100);
    await vi.waitUntil(() => ending.signal.aborted || accepted.length >= enough, {
      timeout: maxMs,
      interval: 1,
    });
    const place = randomInt(running.length);
    killedAtMs.push(performance.now());
    await running[place]?.end('SIGKILL');
    running[place] = spawnNotifier(environment, hasty);
  }
  return killedAtMs;
};

const pendingCount = async (): Promise<number> => {
  const [row] = await platform.systemDatabase.sql<[{ count: number }]>`
    select count(*)::integer as count from deliveries where status = 'pending'`;
  return row.count;
};

const deadLetters = async (): Promise<Set<string>> => {
  const { manager } = await platform.messaging.jetstream();
  const { state } = await manager.streams.info('DEAD_LETTERS');
  const ids = new Set<string>();
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const letter = await manager.streams.getMessage('DEAD_LETTERS', { seq });
    if (letter) ids.add(letter.json<{ delivery_id: string }>().delivery_id);
  }
  return ids;
};

/** Mails that the server took again, with the time at which it had taken them before. */
const repeatsOf = (accepted: readonly AcceptedMail[]) => {
  const last = new Map<string, AcceptedMail>();
  const repeats: { mail: AcceptedMail; before: AcceptedMail }[] = [];
  for (const mail of accepted) {
    const before = last.get(mail.recipient);
    if (before) repeats.push({ mail, before });
    last.set(mail.recipient, mail);
  }
  return repeats;
};

test(
  '1,000 notifications through a mail server that refuses, hangs and drops at every stage, the notifier killed at random',
  { timeout: maxMs },
  async () => {
    const startedAtMs = performance.now();
    const server = await startScriptedSmtpServer(createConduct());
    const environment = { ...platform.environment, SMTP_URL: server.url, LOG_LEVEL: 'info' };
    let killedAtMs: number[] = [];
    try {
      const killing = runAndKill(environment, server.accepted);
      for (let report = 0; report < reportCount; report += 1) {
        await tenant.announce(await tenant.createReport({ emails: addressesOf(report) }));
      }
      killedAtMs = await killing;
      await vi.waitUntil(async () => (await pendingCount()) === 0, { timeout: maxMs, interval: 100 });
    } finally {
      await Promise.all(running.map(({ end }) => end('SIGKILL')));
      await server.close();
    }
    const rows = await platform.systemDatabase.sql<
      { id: string; recipient: string; status: string; attempts: number; message_id: string }[]
    >`select id, recipient, status, attempts, message_id from deliveries`;
    const repeats = repeatsOf(server.accepted);
    const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
    process.stdout.write(
      `${rows.length} notifications, ${attempts} attempts, ${killedAtMs.length} kills, ` +
        `${repeats.length} sent again with the same Message-ID, ` +
        `${Math.round((performance.now() - startedAtMs) / 1_000)} s\n`,
    );

    // Nothing is lost, and nothing is said to be sent that was not.
    const wanted = Array.from({ length: reportCount }, (_, report) => addressesOf(report)).flat();
    expect(rows.map(({ recipient }) => recipient).toSorted()).toEqual(wanted.toSorted());
    const readers = wanted.filter((address) => address.startsWith('reader'));
    expect([...new Set(server.accepted.map(({ recipient }) => recipient))].toSorted()).toEqual(
      readers.toSorted(),
    );
    expect(
      rows
        .filter(({ status }) => status === 'sent')
        .map(({ recipient }) => recipient)
        .toSorted(),
    ).toEqual(readers.toSorted());

    // What was refused for good was given up, and the operators were told of it.
    const failed = rows.filter(({ status }) => status === 'failed').map(({ id }) => id);
    expect(failed).toHaveLength(reportCount);
    expect([...(await deadLetters())].toSorted()).toEqual(failed.toSorted());

    // Each mail has the Message-ID of its row; one that came twice came again after a kill beside its acceptance.
    const messageIds = new Map(rows.map((row) => [row.recipient, row.message_id]));
    for (const mail of server.accepted) expect(mail.messageId).toBe(messageIds.get(mail.recipient));
    for (const { before } of repeats) {
      const nearest = Math.min(...killedAtMs.map((killed) => Math.abs(killed - before.atMs)));
      expect(nearest).toBeLessThan(gapMs);
    }
    // At most what the slots hold can be in the gap of one kill.
    expect(repeats.length).toBeLessThanOrEqual(killCount * 6);

    // The server did its worst at each stage.
    for (const stage of stages) {
      for (const trouble of Object.keys(troubles)) {
        expect(server.shown.get(`${trouble} at ${stage}`)).toBeGreaterThan(0);
      }
    }
  },
);
