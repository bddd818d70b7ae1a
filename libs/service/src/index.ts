/** What every service has: settings, log, health, identifiers, errors, an orderly end. */
export { backoffMs, retryForever, retryWhilePassing } from './backoff.ts';
export {
  ConfigError,
  defaultStopSeconds,
  defineConfig,
  processSettings,
  setting,
  type Setting,
  stopSettings,
} from './config.ts';
export { createDurations, type Durations } from './durations.ts';
export { createHealth, startHealthServer, type Health, type HealthServer, type Readiness } from './health.ts';
export { createId, randomBase62, type IdentifierPrefix } from './identifiers.ts';
export { createLimitByName } from './limit-by-name.ts';
export { release } from './release.ts';
export { createLogger, type Logger } from './logger.ts';
export { createOperatorWaits, type OperatorWaits } from './operator-waits.ts';
export { forEachAlone, showLoops, startLoop, type Loop } from './loop.ts';
export { createPhases, type Phase, type Phases, reportBuckets } from './phases.ts';
export { type Sample, sampleGauges } from './sampled-gauges.ts';
export {
  fateOf,
  isWaitedFor,
  messageOf,
  newerVersion,
  ServiceError,
  type Fate,
  type ServiceErrorOptions,
} from './service-error.ts';
export { translateSystemError } from './system-error.ts';
export { stopOnSignal } from './shutdown.ts';
export {
  beginSpan,
  currentTraceId,
  currentTraceparent,
  inSpan,
  isTracing,
  type Span,
  type SpanAttributes,
  type SpanKind,
  type SpanOptions,
  traceparentOf,
  type Tracer,
  useTracer,
} from './tracing.ts';
export { type NamedKey, parseKeyRing } from './key-ring.ts';
