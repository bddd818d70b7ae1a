/** Traces by OpenTelemetry, where an operator wants them. The one package that knows it; what our code says is in `@reports/service`. */
export { telemetrySettings } from './settings.ts';
export { startTelemetry, type Telemetry } from './start-telemetry.ts';
