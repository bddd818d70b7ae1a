import { randomBytes } from 'node:crypto';
import { taskQueues } from '@reports/contracts';
import { connectDatabase } from '@reports/database';
import { createTestEnvironment, freePort, type TestEnvironment } from '@reports/local-platform/testing';
import {
  connectMessaging,
  messagingSettings,
  busOptions,
  prepareBus,
  publishDeadLetter,
} from '@reports/messaging';
import { createLogger, defineConfig } from '@reports/service';
import { createSealedSecrets } from '@reports/signing';
import { connectStorage, storageOptions, storageSettings } from '@reports/storage';
import { connectTemporal, registerSearchAttributes, temporalSettings } from '@reports/temporal';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { examine } from '../src/examine.ts';
import type { Finding } from '../src/finding.ts';
import { writeFindings } from '../src/write-findings.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Engines of its own for each test: it breaks them. */
let engines: TestEnvironment;
let environment: Record<string, string>;

const withBus = async <Result>(work: (messaging: ReturnType<typeof connectMessaging>) => Promise<Result>) => {
  const config = defineConfig(messagingSettings)(environment);
  const messaging = connectMessaging({
    ...busOptions(config),
    name: 'admin',
    log: createLogger({ service: 'test', level: 'silent' }),
    makesStreams: false,
  });
  try {
    return await work(messaging);
  } finally {
    await messaging.close();
  }
};

const asOwner = async (statement: string): Promise<void> => {
  const database = connectDatabase({
    url: environment['DATABASE_OWNER_URL'] ?? '',
    applicationName: 'test',
    poolSize: 1,
  });
  try {
    await database.sql.unsafe(statement);
  } finally {
    await database.close();
  }
};

const withTemporal = async (work: (temporal: ReturnType<typeof connectTemporal>) => Promise<unknown>) => {
  const temporal = connectTemporal(defineConfig(temporalSettings)(environment));
  try {
    await work(temporal);
  } finally {
    await temporal.close();
  }
};

beforeEach(async () => {
  engines = await createTestEnvironment();
  const key = `a:${randomBytes(32).toString('base64')}`;
  environment = { ...engines.environment, SECRET_KEYS: key, TEMPORAL_PAYLOAD_KEYS: key };
  await withBus(prepareBus);
  await withTemporal(({ client }) =>
    registerSearchAttributes(client, environment['TEMPORAL_NAMESPACE'] ?? ''),
  );
});
afterEach(() => engines?.drop());

/** No service runs here: that nobody asks Temporal for work is true. */
const isOfWorkers = ({ what }: Finding): boolean => what === 'workers';

const faultsNow = async (): Promise<Finding[]> =>
  (await examine(environment)).filter((finding) => finding.state === 'fault' && !isOfWorkers(finding));

test('of engines that are as they should be it says so, part by part', async () => {
  const findings = await examine(environment);
  expect(findings.filter((finding) => finding.state !== 'ok' && !isOfWorkers(finding))).toEqual([]);
  expect(new Set(findings.map(({ part }) => part))).toEqual(
    new Set(['keys', 'postgres', 'nats', 'temporal', 'storage', 'mail', 'clocks']),
  );
  expect(findings.filter(isOfWorkers)).toHaveLength(Object.keys(taskQueues).length);
  expect(writeFindings(findings)).toContain(`${Object.keys(taskQueues).length} faults`);
  expect(writeFindings(findings.filter((finding) => !isOfWorkers(finding)))).toContain('Nothing is wrong.');
});

test('PostgreSQL: a schema that is behind, a missing grant, a broken index, a role above row-level security', async () => {
  await asOwner(`
    revoke update on reports from reports_app;
    delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations);
    create table twice (id int); insert into twice values (1), (1)`);
  await asOwner('create unique index concurrently twice_id on twice (id)').catch(() => undefined);
  environment['DATABASE_URL'] = environment['DATABASE_OWNER_URL'] ?? '';
  const faults = await faultsNow();
  expect(faults.map(({ what, says, remedy }) => [what, says, remedy])).toEqual([
    [
      'DATABASE_URL',
      expect.stringContaining('row-level security, which keeps workspaces apart'),
      expect.stringContaining('Use reports_app'),
    ],
    ['schema', expect.stringMatching(/^it lacks \d{4}_/), expect.stringContaining('migrate-main.ts')],
    [
      'grants',
      'missing grant: reports_app: UPDATE on reports',
      expect.stringContaining('GRANT UPDATE ON reports TO reports_app;'),
    ],
    [
      'indexes',
      'the index twice_id is not valid',
      expect.stringContaining('REINDEX INDEX CONCURRENTLY twice_id;'),
    ],
  ]);
  // What it says to do is what helps.
  await asOwner('GRANT UPDATE ON reports TO reports_app;');
  expect((await faultsNow()).map(({ what }) => what)).not.toContain('grants');
});

test('NATS: a stream and a consumer that are missing, other subjects, dead letters', async () => {
  await withBus(async (messaging) => {
    const { manager } = await messaging.jetstream();
    await publishDeadLetter(messaging, 'aggregator-records', '{}', { reason: 'a test', id: '1' });
    await manager.streams.delete('SCHEDULES');
    await manager.consumers.delete('REPORTS', 'notifier-reports');
    await manager.streams.update('RECORDS', { subjects: ['records.>'] });
  });
  const findings = await examine(environment);
  expect(findings).toContainEqual(
    expect.objectContaining({ what: 'dead letters', says: expect.stringMatching(/^1 /) }),
  );
  const faults = findings.filter((finding) => finding.state === 'fault' && !isOfWorkers(finding));
  expect(faults.map(({ says }) => says)).toEqual([
    'the stream SCHEDULES is missing',
    'the stream RECORDS has the subjects records.>',
    'the consumer notifier-reports of REPORTS is missing',
  ]);
  for (const { remedy } of faults) expect(remedy).toContain('libs/messaging/src/prepare-main.ts');
});

test('Temporal: a search attribute that is missing', async () => {
  await withTemporal(({ client }) =>
    client.connection.operatorService.removeSearchAttributes({
      namespace: environment['TEMPORAL_NAMESPACE'] ?? '',
      searchAttributes: ['ReportType'],
    }),
  );
  // Temporal's frontend keeps what it knew for a moment.
  const faults = await vi.waitUntil(
    async () => {
      const found = await faultsNow();
      return found.length > 0 && found;
    },
    { timeout: 30_000, interval: 500 },
  );
  expect(faults).toMatchObject([
    {
      part: 'temporal',
      says: expect.stringContaining('ReportType is missing'),
      remedy: expect.stringContaining('temporal operator search-attribute create'),
    },
  ]);
});

test('storage: rules of another retention, and then no bucket', async () => {
  environment['RETENTION_DAYS'] = '30';
  expect((await faultsNow()).map(({ says }) => says)).toEqual([
    'objects under files/ are deleted after 90 days, and RETENTION_DAYS is 30',
    'objects under datasets/ are deleted after 90 days, and RETENTION_DAYS is 30',
  ]);
  await connectStorage(storageOptions(defineConfig(storageSettings)(environment))).ensureBucket();
  expect(await faultsNow()).toEqual([]);
  environment['S3_BUCKET'] = 'nobody-made-it';
  expect((await faultsNow()).map(({ says }) => says)).toEqual(['the bucket nobody-made-it is missing']);
});

test("keys: one that webhooks' secrets are encrypted with and that is gone", async () => {
  const gone = createSealedSecrets([{ id: 'gone', key: randomBytes(32) }]).seal('whsec_c2VjcmV0', 'whk_1');
  await asOwner(`
    insert into workspaces (id, name) values ('ws_1', 'One');
    select set_config('app.workspace_id', 'ws_1', false);
    insert into webhooks (id, workspace_id, url, events, secrets)
    values ('whk_1', 'ws_1', 'https://example.com', '{report.completed}', array['${gone}'])`);
  expect(await faultsNow()).toMatchObject([
    {
      part: 'keys',
      what: 'SECRET_KEYS',
      says: expect.stringContaining('"gone"'),
      remedy: expect.stringContaining('back'),
    },
  ]);
});

test('clocks: this machine is an hour off', async () => {
  const findings = await examine(environment, () => Date.now() + 3_600_000);
  expect(
    findings.filter(({ part }) => part === 'clocks').map(({ what, state, says }) => [what, state, says]),
  ).toEqual(
    ['PostgreSQL', 'NATS', 'storage'].map((engine) => [
      engine,
      'fault',
      expect.stringMatching(new RegExp(`^the clock of ${engine} is 3[56]\\d\\d\\.\\d s behind`)),
    ]),
  );
});

test('engines that are not there, and credentials that are wrong, are named one by one, and hold up no other', async () => {
  const nowhere = `127.0.0.1:${await freePort()}`;
  const wrong = new URL(environment['DATABASE_URL'] ?? '');
  wrong.password = 'wrong';
  Object.assign(environment, {
    DATABASE_URL: wrong.href,
    NATS_URL: `nats://${nowhere}`,
    TEMPORAL_ADDRESS: nowhere,
    S3_SECRET_KEY: 'another-secret-than-it-is',
    SMTP_URL: `smtp://${nowhere}`,
  });
  const faults = await faultsNow();
  expect(faults.map(({ part, what }) => `${part} ${what}`)).toEqual([
    'postgres DATABASE_URL',
    'nats NATS_URL',
    'temporal TEMPORAL_ADDRESS',
    'storage S3_ENDPOINT',
    'mail SMTP_URL',
  ]);
  for (const { remedy } of faults) expect(remedy).not.toBe('');
});

test('settings that cannot be read are named, and what is not set is said', async () => {
  const { SMTP_URL: _, ...others } = environment;
  environment = { ...others, NATS_REPLICAS: 'three' };
  const findings = await examine(environment);
  expect(findings).toContainEqual(
    expect.objectContaining({
      part: 'settings',
      what: 'nats',
      says: expect.stringContaining('NATS_REPLICAS is "three"'),
    }),
  );
  expect(findings).toContainEqual({
    part: 'mail',
    what: 'SMTP_URL',
    state: 'note',
    says: 'not looked at: SMTP_URL is not set',
  });
});
