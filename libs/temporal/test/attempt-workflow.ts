import { proxyActivities } from '@temporalio/workflow';

/** One activity, tried as its failures say. */
export const attemptActivity = (): Promise<string> =>
  proxyActivities<{ attempt(): Promise<string> }>({
    startToCloseTimeout: '1m',
    heartbeatTimeout: '10s',
    retry: { initialInterval: '10ms', backoffCoefficient: 1 },
  }).attempt();
