import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPgDump } from '@reports/local-platform/testing';
import type { Client } from '../../support/client.ts';
import type { TestPlatform } from '../../support/platform.ts';
import { serviceNames } from '../../support/services.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario, ScenarioResult } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

const run = promisify(execFile);

/**
 * Searches everything that a platform has kept, byte for byte: PostgreSQL's files and a dump, the streams, Temporal's histories, the
 * objects, all logs. Secrets must be nowhere, and addresses in no log.
 */
export const searchSecrets = async (platform: TestPlatform, client: Client): Promise<ScenarioResult> => {
  const created = await client.request('POST', '/v1/webhooks', {
    url: 'http://127.0.0.1:9/hook?token=seeded-in-a-url',
    events: ['report.failed'],
  });
  if (created.status !== 201) throw new Error(`The webhook is not made: ${await created.text()}`);
  const { secret } = (await created.json()) as { secret: string };
  const posted: Posted[] = [];
  for (let n = 0; n < 6; n += 1) posted.push(await postSurely(client, reportOf(n)));
  await client.request('GET', `/v1/reports/${client.key}`);
  await client.request('GET', '/v1/reports', undefined, {
    authorization: 'Bearer rk_seeded_but_unknown_key_000000000000',
  });
  const { faults } = await tally(platform, client, posted);

  const dump = join(platform.layout.directory, 'dump.sql');
  const { stdout } = await run(await findPgDump(), [platform.environment['DATABASE_OWNER_URL'] ?? ''], {
    maxBuffer: 1e9,
  });
  writeFileSync(dump, stdout);
  const { data, logs } = platform.layout;
  const search = async (what: string, secretText: string, places: string[]) => {
    // `grep` exits with 1 when it finds nothing.
    const found = await run('grep', ['-rlaF', '--', secretText, ...places]).catch(
      (error: unknown) => error as { stdout: string },
    );
    const files = found.stdout.trim();
    if (files !== '') faults.push(`${what} is in ${files.replaceAll('\n', ', ')}`);
  };
  if (!secret.startsWith('whsec_')) faults.push(`the webhook's secret reads ${secret.slice(0, 6)}`);
  await search('the API key', client.key, [data, logs, dump]);
  await search("the webhook's secret", secret, [data, logs, dump]);
  await search("the webhook's secret", secret.slice('whsec_'.length), [data, logs, dump]);
  await search('an unknown key', 'rk_seeded_but_unknown_key', [data, logs, dump]);
  const ourLogs = serviceNames.map((name) => join(logs, `${name}.log`));
  await search("a webhook's token", 'seeded-in-a-url', ourLogs);
  await search('an address', 'reader-0@example.com', ourLogs);
  for (const name of ['SIGNING_KEY', 'S3_SECRET_KEY']) {
    await search(name, platform.environment[name] ?? name, [logs, dump]);
  }
  // What the search would not find, it finds nowhere.
  const control = await run('grep', ['-rlaF', '--', posted[0]?.reportId ?? '-', data, logs]).catch(() => ({
    stdout: '',
  }));
  const holders = control.stdout.trim().split('\n').filter(Boolean).length;
  if (holders === 0) faults.push('the search finds not even a report');
  return {
    figures: { reports: posted.length, dumpBytes: stdout.length, filesWithTheReport: holders },
    faults,
  };
};

export const secrets: Scenario = () => inWorld(searchSecrets);
