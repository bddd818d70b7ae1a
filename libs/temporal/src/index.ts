/** Temporal: client, workers, search attributes, failures in our words. */
export { activityConduct } from './activity-conduct.ts';
export { type Attempt, currentAttempt } from './attempt.ts';
export { connectTemporal, translateTemporalError, type TemporalClient } from './client.ts';
export { registerSearchAttributes } from './search-attributes.ts';
export { temporalSettings } from './settings.ts';
export {
  installTemporalLogger,
  runWorker,
  type RunningWorker,
  type WorkerParts,
  type WorkerSettings,
} from './worker.ts';
