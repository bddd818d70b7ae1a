import { type Logger, useTracer } from '@reports/service';
import type { TelemetrySettings } from './settings.ts';

export interface Telemetry {
  /** Sends what is still here, and traces no more. */
  stop: () => Promise<void>;
}

/** Traces the work of this process, if the settings say where traces go. Else nothing of OpenTelemetry is loaded. */
export const startTelemetry = async (
  settings: TelemetrySettings & { service: string; log: Logger },
): Promise<Telemetry> => {
  if (settings.otlpEndpoint === '' || settings.telemetryDisabled === 'true') {
    return { stop: async () => undefined };
  }
  const { startTracer } = await import('./open-telemetry.ts');
  const { tracer, stop } = startTracer(settings);
  useTracer(tracer);
  return {
    stop: async () => {
      useTracer(undefined);
      await stop();
    },
  };
};
