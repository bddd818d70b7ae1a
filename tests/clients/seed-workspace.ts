import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import type { TestPlatform } from '../support/platform.ts';

/** A workspace with the records of the documentation's January, once reports see them. */
export const createSeedWorkspace = async (platform: TestPlatform): Promise<Client> => {
  const client = await platform.createWorkspace('Clients');
  await client.send('campaigns', [{ campaign_id: 'cmp_4Rv8sT1wX', name: 'Winter renewals' }]);
  await client.send('evaluations', januaryEvaluations());
  for (;;) {
    const { report_id } = await client.post({
      type: 'qa_performance',
      from: '2024-01-01',
      to: '2024-01-31',
    });
    if ((await client.finished(report_id)).data?.['calls_evaluated'] === 842) return client;
    await wait(200);
  }
};
