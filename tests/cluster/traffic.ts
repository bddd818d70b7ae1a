import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';

interface EndpointSlices {
  items: {
    ports: { name: string; port: number }[];
    endpoints: { addresses: string[]; conditions: { ready: boolean } }[] | null;
  }[];
}

export interface Answers {
  asked: number;
  /** What was answered with 5xx, or not at all. */
  failed: string[];
}

export interface Traffic {
  /** Asks for a report of each of these formats; gives their ids. */
  post: (formats: readonly string[]) => Promise<string[]>;
  /** Waits until none of them is `generating`. */
  finished: (ids: readonly string[]) => Promise<Record<string, number>>;
  /** The file of a completed report, by its link. */
  download: (id: string) => Promise<Buffer>;
  /** A request every tenth of a second, until stopped. */
  keepAsking: () => { stop: () => Promise<Answers> };
  /** How many reports are being made, up to 100. */
  unfinished: () => Promise<number>;
}

/** Asks the api's pods as kube-proxy has them asked: those that its Service names as ready, in turn. For reports of the given type. */
export const createTraffic = (cluster: Cluster, key: string, type = 'call_summary'): Traffic => {
  let pods: string[] = [];
  let asked = 0;
  let turn = 0;
  const refresh = async (): Promise<void> => {
    const { items } = await cluster.read<EndpointSlices>(
      '/apis/discovery.k8s.io/v1/namespaces/reports/endpointslices?labelSelector=kubernetes.io/service-name%3Dreports-api',
    );
    pods = items.flatMap(({ endpoints, ports }) =>
      (endpoints ?? [])
        .filter(({ conditions }) => conditions.ready)
        .map(({ addresses }) => `http://${addresses[0]}:${ports[0]?.port}`),
    );
  };
  let refreshing: Promise<void> = Promise.resolve();
  const request = async (path: string, body?: unknown): Promise<Response> => {
    // As often as kube-proxy hears of changes.
    if (asked++ % 5 === 0 || pods.length === 0) refreshing = refresh();
    await refreshing;
    const pod = pods[turn++ % pods.length];
    return fetch(`${pod}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  };

  return {
    post: async (formats) => {
      const ids: string[] = [];
      for (const format of formats) {
        const answer = await request('/v1/reports', {
          type,
          from: '2024-01-01',
          to: '2024-01-31',
          format,
        });
        if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
        ids.push(((await answer.json()) as { report_id: string }).report_id);
      }
      return ids;
    },
    finished: async (ids) => {
      const counts: Record<string, number> = { completed: 0 };
      for (const id of ids) {
        for (const deadline = Date.now() + 300_000; ;) {
          const answer = await request(`/v1/reports/${id}`).catch(() => undefined);
          const { status = 'unknown' } = ((await answer?.json()) ?? {}) as { status?: string };
          if (status !== 'generating' && answer?.ok) {
            counts[status] = (counts[status] ?? 0) + 1;
            break;
          }
          if (Date.now() > deadline) throw new Error(`${id} is still generating after 5 minutes`);
          await wait(250);
        }
      }
      return counts;
    },
    download: async (id) => {
      const report = (await (await request(`/v1/reports/${id}`)).json()) as { download_url: string };
      const { pathname, search } = new URL(report.download_url);
      return Buffer.from(await (await request(`${pathname}${search}`)).arrayBuffer());
    },
    keepAsking: () => {
      const answers: Answers = { asked: 0, failed: [] };
      const stopping = new AbortController();
      const asking = (async () => {
        while (!stopping.signal.aborted) {
          answers.asked += 1;
          try {
            const { status } = await request('/v1/reports?limit=1');
            if (status >= 500) answers.failed.push(String(status));
          } catch (error) {
            answers.failed.push(
              error instanceof Error ? [error.message, error.cause].join(': ') : String(error),
            );
          }
          await wait(100);
        }
      })();
      return {
        stop: async () => {
          stopping.abort();
          await asking;
          return answers;
        },
      };
    },
    unfinished: async () => {
      const answer = await request('/v1/reports?status=generating&limit=100');
      return ((await answer.json()) as { data: unknown[] }).data.length;
    },
  };
};
