import type { Client } from '../../support/client.ts';
import { januaryEvaluations } from '../../support/january.ts';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';

const formats = ['json', 'csv', 'pdf', 'xlsx'] as const;
const period = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };

/** The body of the report of a number: formats take turns, every fifth is mailed. */
export const reportOf = (number: number): Record<string, unknown> => ({
  ...period,
  format: formats[number % formats.length],
  ...(number % 5 === 0 && { notify: { email: `reader-${number}@example.com` } }),
});

/** A platform with a workspace that has evaluations, for the time of some work. */
export const inWorld = async <Result>(
  work: (platform: TestPlatform, client: Client) => Promise<Result>,
  settings: Record<string, string> = {},
): Promise<Result> => {
  const platform = await startTestPlatform({
    RATE_LIMIT_PER_MINUTE: '100000',
    WEBHOOK_ALLOW_PRIVATE: 'true',
    ...settings,
  });
  try {
    const client = await platform.createWorkspace('Faults');
    await client.send('evaluations', januaryEvaluations());
    return await work(platform, client);
  } finally {
    await platform.stop();
  }
};
