/**
 * `npm run test:autoscaling`: what KEDA would ask for each trigger of the chart is asked of a platform at rest, with 30 PDFs waiting, while they
 * are made, and at rest again: each is answered, and the sum gives the replicas that the chart wants. KEDA itself runs with `--cluster`
 * (scale-on-cluster.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform } from '../support/platform.ts';
import { askAsKeda } from './ask-as-keda.ts';
import { scaleOnCluster } from './scale-on-cluster.ts';

if (process.argv.includes('--cluster'))
  process.exit(await scaleOnCluster({ hold: process.argv.includes('--hold') }));

const pdfs = 30;
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
      const { report_id } = await client.post({
        ...{ type: 'qa_performance', from: '2024-01-01', to: '2024-01-31', format: 'pdf' },
      });
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
} finally {
  await platform.stop();
}
process.stdout.write(failed === 0 ? 'passed\n' : `${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
