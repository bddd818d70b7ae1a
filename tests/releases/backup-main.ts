/**
 * `npm run drill:backup [reports]`: the drill of docs/backup.md, with its figures. A platform with finished reports, reports on their way, a schedule
 * and deliveries is dumped and lost; another one, with empty Temporal and NATS, is restored from the dump and the objects, and goes on.
 * Needs the engines for tests: `npm run engines`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '@reports/database';
import { createTestDatabase, createTestEnvironment } from '@reports/local-platform/testing';
import {
  dumpDatabase,
  loadObjects,
  objectKeys,
  restoreDatabase,
  saveObjects,
} from '../support/copy-platform.ts';
import { createClient } from '../support/client.ts';
import { repository, startServices } from '../support/services.ts';
import { checkSmallWorld, mailsTo, makeSmallWorld, until } from '../support/small-world.ts';

const onTheirWay = Number(process.argv[2] ?? 20);
const faults: string[] = [];
const seconds = (since: number) => Number(((Date.now() - since) / 1_000).toFixed(1));
const directory = mkdtempSync(join(tmpdir(), 'reports-backup-'));

const first = await createTestEnvironment();
const before = await startServices(first.environment);
const world = await makeSmallWorld(before.url, first.environment, repository);
const client = createClient(before.url, world.key, world.workspaceId);
const mailsBefore = await mailsTo(first.environment, world.schedule.address);
const posted = await Promise.all(
  Array.from({ length: onTheirWay }, () =>
    client.post({ type: 'qa_performance', from: '2024-01-01', to: '2024-01-31', format: 'csv' }),
  ),
);

// The database first, then the objects: what a row names is there. Objects that came later are nobody's.
const dumping = Date.now();
const dump = await dumpDatabase(first.environment['DATABASE_OWNER_URL'] ?? '');
const dumpSeconds = seconds(dumping);
const keys = await objectKeys(first.environment['DATABASE_OWNER_URL'] ?? '');
await saveObjects(first.environment, keys, directory);
const backupSeconds = seconds(dumping);
await before.stop();

const restoring = Date.now();
const second = await createTestEnvironment();
const server = await createTestDatabase({ migrated: false });
const environment = {
  ...second.environment,
  DATABASE_OWNER_URL: server.ownerUrl,
  DATABASE_URL: server.appUrl,
  DATABASE_SYSTEM_URL: server.systemUrl,
};
await restoreDatabase(server.ownerUrl, dump);
const objects = await loadObjects(environment, directory);
const restoreSeconds = seconds(restoring);
const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'drill', poolSize: 1 });
const generating = async () => {
  const [row] = await owner.sql<[{ count: number }]>`
    select count(*)::integer as count from reports where status = 'generating'`;
  return row.count;
};
const wereGenerating = await generating();
const starting = Date.now();
const after = await startServices(environment);
let figures = {};
let checks = 0;
try {
  // A report without a workflow is started after a minute.
  await until(async () => (await generating()) === 0, 300_000);
  const allFinishedSeconds = seconds(starting);
  const known = await owner.sql<{ id: string; status: string }[]>`
    select id, status from reports where id = any(${posted.map(({ report_id }) => report_id)})`;
  for (const { id, status } of known) if (status !== 'completed') faults.push(`${id} is ${status}`);
  const mailsAfterStart = await mailsTo(environment, world.schedule.address);
  if (mailsAfterStart !== mailsBefore) faults.push('an e-mail went out again');
  const looked = await checkSmallWorld(after.url, world);
  faults.push(...looked.faults);
  checks = known.length + looked.checks + 2;
  const mails = await mailsTo(environment, world.schedule.address);
  if (mails !== mailsBefore + 1) faults.push(`${mails - mailsBefore} e-mails for one new slot`);
  figures = {
    posted: posted.length,
    inTheDump: known.length,
    generatingAfterRestore: wereGenerating,
    dumpBytes: dump.length,
    objects,
    dumpSeconds,
    backupSeconds,
    restoreSeconds,
    allFinishedSeconds,
  };
} finally {
  await after.stop();
  await owner.close();
  await Promise.all([server.drop(), first.drop(), second.drop()]);
  rmSync(directory, { recursive: true, force: true });
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.stdout.write(`${checks - faults.length} passed, ${faults.length} failed\n`);
process.exit(faults.length === 0 ? 0 : 1);
