import { randomBytes } from 'node:crypto';
import { engineSetting } from './test-engines.ts';

/** A Temporal namespace of its own: its workflows, schedules and task queues meet no other test's. */
export const createTestNamespace = async (): Promise<{ address: string; namespace: string }> => {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const response = await fetch(`${engineSetting('TEMPORAL_HTTP_URL')}/api/v1/namespaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ namespace, workflowExecutionRetentionPeriod: '86400s' }),
  });
  if (!response.ok)
    throw new Error(`Temporal made no namespace: ${response.status} ${await response.text()}`);
  return { address: engineSetting('TEMPORAL_ADDRESS'), namespace };
};
