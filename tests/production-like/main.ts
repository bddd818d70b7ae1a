/**
 * `npm run test:production-like [file …]`: the end-to-end tests on platforms whose Temporal runs on PostgreSQL and whose NATS is a cluster of
 * three, one file after another; then that it is so, that a server of the bus which is killed is not missed, and that a platform which is
 * killed leaves nothing running. Says what passed.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectMessaging } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform } from '../support/platform.ts';
import { leftAfterKill } from './left-after-kill.ts';

process.env['REPORTS_PRODUCTION_LIKE'] = 'true';
const root = fileURLToPath(new URL('../..', import.meta.url));
const names = process.argv.slice(2);
let failed = 0;
const check = (what: string, holds: boolean): void => {
  process.stdout.write(`${holds ? '✓' : '✗'} ${what}\n`);
  if (!holds) failed += 1;
};

const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  [
    ...['run', '--config', join(root, 'vitest.config.ts'), '--root', join(root, 'tests')],
    ...['--no-file-parallelism', ...(names.length > 0 ? names : ['e2e/'])],
  ],
  { stdio: 'inherit' },
);
check('the end-to-end tests', status === 0);

const platform = await startTestPlatform();
try {
  const bus = connectMessaging({
    name: 'look',
    url: platform.environment['NATS_URL'] ?? '',
    replicas: null,
    recordsMaxBytes: null,
    makesStreams: false,
    log: createLogger({ service: 'look', level: 'silent' }),
  });
  const { manager } = await bus.jetstream();
  const streams = await manager.streams.list().next();
  for (const { config, cluster } of streams)
    check(
      `the stream ${config.name} has ${config.num_replicas} copies, ${1 + (cluster?.replicas ?? []).filter(({ current }) => current).length} of them up to date`,
      config.num_replicas === 3,
    );
  check('there are streams', streams.length >= 4);

  const http = platform.environment['TEMPORAL_HTTP_URL'];
  const cluster = (await (await fetch(`${http}/api/v1/cluster-info`)).json()) as {
    persistenceStore?: string;
    historyShardCount?: number;
    serverVersion?: string;
  };
  check(
    `Temporal ${cluster.serverVersion} keeps ${cluster.historyShardCount} shards in ${cluster.persistenceStore}`,
    cluster.historyShardCount === 128 && cluster.persistenceStore?.startsWith('postgres') === true,
  );

  const client = await platform.createWorkspace('Cluster');
  await client.send('evaluations', januaryEvaluations().slice(0, 50));
  process.kill(platform.pid('nats'), 'SIGKILL');
  const killedAt = Date.now();
  const { report_id } = await client.post({
    ...{ type: 'qa_performance', from: '2024-01-01', to: '2024-01-31', format: 'pdf' },
  });
  const { status: end } = await client.finished(report_id);
  check(`a report while a server of the bus is killed: ${Date.now() - killedAt} ms`, end === 'completed');
  await bus.close();
} finally {
  await platform.stop();
}
const left = await leftAfterKill();
check(
  `a platform that is killed takes its engines with it${left.map((name) => `, but ${name}`).join('')}`,
  left.length === 0,
);

process.stdout.write(failed === 0 ? 'passed\n' : `${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
