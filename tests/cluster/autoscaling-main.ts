/**
 * `npm run test:autoscaling`: what KEDA would ask for each trigger of the chart is asked of a platform at rest, with 30 PDFs waiting, while they
 * are made, at rest again, and with 60 messages waiting for the scheduler and for the notifier: each is answered, and the sum gives the replicas
 * that the chart wants. KEDA itself runs with `--cluster` (scale-on-cluster.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform } from '../support/platform.ts';
import { askAsKeda } from './ask-as-keda.ts';
import { whilePaused } from './pause-consumer.ts';
import { scaleOnCluster } from './scale-on-cluster.ts';

if (process.argv.includes('--cluster'))
  process.exit(await scaleOnCluster({ hold: process.argv.includes('--hold') }));

const pdfs = 30;
const messages = 60;
const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };
/** `autoscaling.renderer.work` of the chart. */
const workOfReplica = 5;
const patienceMs = 120_000;
let failed = 0;
const check = (what: string, holds: boolean): void => {
  process.stdout.write(`${holds ? '✓' : '✗'} ${what}\n`);
  if (!holds) failed += 1;
};
const sum = (values: Record<string, number>): number => Object.values(values).reduce((a, b) => a + b, 0);
const shown = (values: Record<string, number>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const platform = await startTestPlatform();
try {
  for (const service of ['scheduler', 'aggregator', 'renderer', 'notifier'] as const) {
    try {
      const values = await askAsKeda(platform, service);
      check(`${service} at rest: ${shown(values)}`, sum(values) === 0);
    } catch (error) {
      check(`${service} at rest: ${error instanceof Error ? error.message : String(error)}`, false);
    }
  }

  const client = await platform.createWorkspace('Autoscaling');
  await client.send('evaluations', januaryEvaluations().slice(0, 100));
  await platform.halt('renderer');
  const ids = await Promise.all(
    Array.from({ length: pdfs }, async () => {
      const { report_id } = await client.post({ ...january, format: 'pdf' });
      return report_id;
    }),
  );
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline && !(await holds());)
      await delay(100);
  };
  let waiting = 0;
  await until(async () => (waiting = sum(await askAsKeda(platform, 'renderer', ['temporal']))) === pdfs);
  const replicas = Math.ceil(waiting / workOfReplica);
  check(`${waiting} of ${pdfs} PDFs wait: ${replicas} replicas`, replicas === pdfs / workOfReplica);

  await platform.resume('renderer');
  let mostInHand = 0;
  await until(async () => {
    const values = await askAsKeda(platform, 'renderer').catch(() => undefined);
    mostInHand = Math.max(mostInHand, values?.['pdfs_in_hand'] ?? 0);
    return mostInHand > 0 && values !== undefined && sum(values) === 0;
  });
  check(`at most ${mostInHand} were in hand`, mostInHand > 0);
  const reports = await Promise.all(ids.map((id) => client.finished(id)));
  check(
    'all were made',
    reports.every(({ status }) => status === 'completed'),
  );
  const values = await askAsKeda(platform, 'renderer');
  check(`renderer at rest again: ${shown(values)}`, sum(values) === 0);

  /** What KEDA finds for a service once it is so much, else what it found last. */
  const lagOf = async (service: 'scheduler' | 'notifier'): Promise<string> => {
    let found: Record<string, number> = {};
    await until(async () => sum((found = await askAsKeda(platform, service))) === messages);
    return shown(found);
  };
  let posted: string[] = [];
  const [requests, ends] = await whilePaused(platform, 'notifier-reports', async () => {
    const found = await whilePaused(platform, 'scheduler-requests', async () => {
      const answers = await Promise.all(
        Array.from({ length: messages }, () => client.post({ ...january, format: 'json' })),
      );
      posted = answers.map(({ report_id }) => report_id);
      return lagOf('scheduler');
    });
    return [found, await lagOf('notifier')];
  });
  check(`${messages} requests wait for the scheduler: ${requests}`, requests.includes(` ${messages}`));
  check(`${messages} ends wait for the notifier: ${ends}`, ends.includes(` ${messages}`));
  const done = await Promise.all(posted.map((id) => client.finished(id)));
  check(
    'all were made',
    done.every(({ status }) => status === 'completed'),
  );
} finally {
  await platform.stop();
}
process.stdout.write(failed === 0 ? 'passed\n' : `${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
