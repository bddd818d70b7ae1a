/** Temporal: client, workers, search attributes, failures in our words. */
export { createActivityConduct } from './activity-conduct.ts';
export { type Attempt, currentAttempt } from './attempt.ts';
export { startCodecServer } from './codec-server.ts';
export { followAttempts } from './follow-attempts.ts';
export { installTemporalRuntime } from './install-runtime.ts';
export { inspectTemporal, type TemporalState } from './inspect-temporal.ts';
export { identityOf, type TemporalSettings } from './connection-options.ts';
export { connectTemporal, type TemporalClient } from './client.ts';
export { registerSearchAttributes } from './search-attributes.ts';
export { codecServerSettings, temporalSettings } from './settings.ts';
export { translateTemporalError } from './translate-error.ts';
export { runWorker, type RunningWorker, type WorkerParts, type WorkerSettings } from './worker.ts';
export {
  type Deployment,
  describeDeployment,
  type KnownVersion,
  lastPolls,
  makeCurrent,
  restartOn,
  type WorkerVersion,
} from './worker-versions.ts';
