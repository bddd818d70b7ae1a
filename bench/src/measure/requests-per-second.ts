import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

/** One GET sent over and over on some connections for a while: answers a second. Throws on an answer that is no 200. */
export const requestsPerSecond = async (
  { origin, path, headers = {} }: { origin: string; path: string; headers?: Record<string, string> },
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> => {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  let answers = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  const repeat = async (): Promise<void> => {
    while (performance.now() < until) {
      const response = await pool.request({ path, method: 'GET', headers });
      await response.body.dump();
      if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`);
      answers += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, repeat));
    return (answers / (performance.now() - startedAt)) * 1_000;
  } finally {
    await pool.close();
  }
};
