/**
 * `npm run test:autoscaling -- --cluster`: the chart with all its autoscaling on, on a Kubernetes with KEDA and a metrics server. Renderers are
 * added for thirty PDFs and go again with PDFs in hand, aggregators for datasets that wait, schedulers and notifiers for messages that wait, the
 * api for processor time. As root on Linux, with the images of `npm run test:cluster`, ten minutes; `--hold` as there.
 */
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { createClient } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { whilePaused } from './pause-consumer.ts';
import { installScalers } from './programs.ts';
import { startRelease } from './release.ts';
import { endingPods, fieldsOfPods, worksOf } from './renders.ts';
import { startScalers } from './scalers.ts';
import { createSteps, mustBe, say } from './steps.ts';
import { createTraffic } from './traffic.ts';

const fewest = { enabled: true, min: 1, max: 8 };
const scaleDownSeconds = 15;
/** What the chart has by itself, but for small numbers: a lag of hundreds takes a larger machine. */
const autoscaling = {
  scaleDownSeconds,
  pollingSeconds: 5,
  api: { ...fewest, max: 3 },
  ...{ scheduler: { ...fewest, lag: 20 }, notifier: { ...fewest, lag: 20 } },
  ...{ aggregator: fewest, renderer: fewest },
};
const inService = (name: string): string => `app.kubernetes.io/component=${name}`;

export const scaleOnCluster = async ({ hold }: { hold: boolean }): Promise<number> => {
  const scalers = await installScalers(say);
  const release = await startRelease({ nodes: 1 });
  const { cluster, platform } = release;
  const { step, result } = createSteps({ hold, kubeconfig: cluster.kubeconfig });

  /** How many pods its Deployment has been told to have, and how many are ready. */
  const replicasOf = async (service: string): Promise<{ wanted: number; ready: number }> => {
    const path = `/apis/apps/v1/namespaces/reports/deployments/reports-${service}`;
    const { spec, status } = await cluster.read<{
      spec: { replicas?: number };
      status: { readyReplicas?: number };
    }>(path);
    return { wanted: spec.replicas ?? 1, ready: status.readyReplicas ?? 0 };
  };
  const podsOf = (service: string): string[] =>
    cluster.kubectl('get', 'pods', '-l', inService(service), '-o', 'name').split('\n').filter(Boolean);
  /** Waits until it is so; gives the seconds. Throws with what it is after so many. */
  const until = async (
    service: string,
    isSo: (replicas: { wanted: number; ready: number }) => boolean,
    limitSeconds: number,
  ): Promise<number> => {
    const startedAt = Date.now();
    for (;;) {
      const replicas = await replicasOf(service);
      const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
      if (isSo(replicas)) return seconds;
      if (seconds > limitSeconds)
        throw new Error(`${service} after ${limitSeconds} s: ${JSON.stringify(replicas)}`);
      await wait(250);
    }
  };
  const backToOne = async (service: string): Promise<number> => {
    const startedAt = Date.now();
    await until(service, ({ wanted }) => wanted === 1, 180);
    await cluster.until(`${service} has more than one pod`, () => podsOf(service).length === 1, 200);
    return Math.round((Date.now() - startedAt) / 100) / 10;
  };
  try {
    await step('install', async () => {
      await startScalers(cluster, scalers);
      const { host } = new URL(
        `nats://${await cluster.reachable(`127.0.0.1:${platform.ports.natsMonitor}`)}`,
      );
      const resources = { requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '16Mi' } };
      await release.upgrade(
        ...['--set-json', `autoscaling=${JSON.stringify({ ...autoscaling, nats: { endpoint: host } })}`],
        ...['--set-json', `services.api.resources=${JSON.stringify(resources)}`],
      );
      const scaled = ['scheduler', 'notifier', 'aggregator', 'renderer'];
      // Each trigger has been read once: a pod's metrics are, once it is ready.
      const scalersOf = [...scaled.map((name) => `hpa/keda-hpa-reports-${name}`), 'hpa/reports-api'];
      await cluster.kubectlAside('wait', '--for', 'condition=ScalingActive', '--timeout=180s', ...scalersOf);
      return `${scalersOf.length} autoscalers read what they scale by`;
    });

    const { key, workspace_id } = release.createWorkspace();
    const traffic = createTraffic(cluster, key, 'qa_performance');
    const [address = ''] = cluster
      .kubectl('get', 'pods', '-l', inService('api'), '-o', 'jsonpath={.items[*].status.podIP}')
      .split(' ');
    const agents = januaryEvaluations().map((record, index) => ({ ...record, agent_id: `agt_${index}` }));
    await createClient(`http://${address}:8080`, key, workspace_id).send('evaluations', agents);

    /** Keeps so many PDFs in the making, until it is told another number. */
    const load = { pdfs: 0, isOver: false, ids: [] as string[] };
    const loading = (async () => {
      for (; !load.isOver; await wait(200)) {
        const missing = load.pdfs === 0 ? 0 : load.pdfs - (await traffic.unfinished());
        if (missing > 0) load.ids.push(...(await traffic.post(Array<string>(missing).fill('pdf'))));
      }
    })();
    const watch = cluster.watch('get', 'pods', '-l', inService('renderer'), '-o', fieldsOfPods);

    await step('renderers for 30 PDFs that wait', async () => {
      await until('renderer', ({ wanted, ready }) => wanted === 1 && ready === 1, 120);
      load.pdfs = 30;
      const told = await until('renderer', ({ wanted }) => wanted >= 6, 120);
      const { wanted } = await replicasOf('renderer');
      const ready = await until('renderer', (replicas) => replicas.ready >= 6, 240);
      return `${wanted} replicas after ${told} s, ready ${ready} s later${mustBe(told <= 35, { told })}`;
    });
    await step('back to one renderer, with 3 PDFs in the making all the time', async () => {
      load.pdfs = 3;
      const seconds = await backToOne('renderer');
      load.isOver = true;
      await loading;
      const made = await traffic.finished(load.ids);
      const works = await worksOf(platform, 'renderer', load.ids);
      const ended = endingPods(watch.lines);
      const inHand = works.filter((work) =>
        ended.some(
          ({ pod, askedAt }) => pod === work.pod && work.startedAt < askedAt && askedAt < work.completedAt,
        ),
      );
      const again = works.filter(({ attempt }) => attempt > 1);
      const killed = ended.filter(({ exitCode }) => exitCode !== 0);
      watch.stop();
      const found = { made, again: again.length, killed };
      const isSo = made['completed'] === load.ids.length && again.length === 0 && killed.length === 0;
      return (
        `after ${seconds} s (${scaleDownSeconds} s of them wait for the next burst), ${made['completed']} of ${load.ids.length} PDFs completed, ` +
        `${works.length} pieces of work, ${again.length} of them tried again, ${ended.length} pods ended, ${killed.length} of them killed, ` +
        `${inHand.length} PDFs were in hand when their pod was asked to end, and were finished there${mustBe(isSo, found)}`
      );
    });

    await step('aggregators for 40 datasets that wait', async () => {
      const owner = postgres(platform.environment['DATABASE_OWNER_URL'] ?? '', { max: 1 });
      let ids: string[] = [];
      try {
        const seconds = await owner.begin(async (sql) => {
          await sql`LOCK TABLE evaluations, qa_rollups IN ACCESS EXCLUSIVE MODE`;
          ids = await traffic.post(Array<string>(40).fill('json'));
          return until('aggregator', ({ wanted }) => wanted >= 5, 120);
        });
        const { wanted } = await replicasOf('aggregator');
        const made = await traffic.finished(ids);
        const back = await backToOne('aggregator');
        return `${wanted} replicas after ${seconds} s, ${made['completed']} of 40 completed, back to one after ${back} s${mustBe(made['completed'] === 40, made)}`;
      } finally {
        await owner.end();
      }
    });

    await step('schedulers and notifiers for 60 messages that wait', async () => {
      const three = ({ wanted }: { wanted: number }): boolean => wanted >= 3;
      let ids: string[] = [];
      let schedulers = 0;
      const notifiers = await whilePaused(platform, 'notifier-reports', async () => {
        schedulers = await whilePaused(platform, 'scheduler-requests', async () => {
          ids = await traffic.post(Array<string>(60).fill('json'));
          return until('scheduler', three, 60);
        });
        return until('notifier', three, 120);
      });
      const made = await traffic.finished(ids);
      const back = Math.max(...(await Promise.all([backToOne('scheduler'), backToOne('notifier')])));
      return (
        `three schedulers ${schedulers} s after the last request, three notifiers ${notifiers} s after requests were read, ` +
        `${made['completed']} of 60 completed, back to one of each after ${back} s${mustBe(made['completed'] === 60, made)}`
      );
    });

    await step('more of the api for its processor time', async () => {
      const stopping = new AbortController();
      const asking = Array.from({ length: 8 }, async () => {
        while (!stopping.signal.aborted) await traffic.unfinished();
      });
      const seconds = await until('api', ({ wanted }) => wanted >= 2, 180).finally(() => stopping.abort());
      await Promise.all(asking);
      const { wanted } = await replicasOf('api');
      const back = await backToOne('api');
      return `${wanted} replicas after ${seconds} s of requests, back to one after ${back} s`;
    });
  } finally {
    await release.stop();
  }
  return result();
};
