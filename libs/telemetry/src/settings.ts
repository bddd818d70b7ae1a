import { setting } from '@reports/service';

/** OpenTelemetry's own settings, by its names. It knows more of them (`OTEL_BSP_*`), which it reads itself. */
export const telemetrySettings = {
  otlpEndpoint: setting.url(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'where traces go, by OTLP over HTTP, http://collector:4318; empty: nothing is traced',
    '',
  ),
  otlpHeaders: {
    ...setting.optionalText(
      'OTEL_EXPORTER_OTLP_HEADERS',
      'headers of what is sent there, name=value by commas: a key of the collector, say',
    ),
    secret: true,
  },
  telemetryDisabled: setting.oneOf(
    'OTEL_SDK_DISABLED',
    '`true` traces nothing, wherever it would go',
    ['true', 'false'],
    'false',
  ),
  tracesSampler: setting.oneOf(
    'OTEL_TRACES_SAMPLER',
    'which traces are kept: all, none, or a share of them; `parentbased_` does as whoever asked does',
    [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    'parentbased_always_on',
  ),
  tracesSamplerShare: {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    meaning: 'the share of traces that `traceidratio` keeps',
    fallback: 1,
    takes: 'a number from 0 to 1',
    parse: (text: string): number => {
      const share = Number(text);
      if (share >= 0 && share <= 1) return share;
      throw new Error('a number from 0 to 1');
    },
  },
  resourceAttributes: setting.optionalText(
    'OTEL_RESOURCE_ATTRIBUTES',
    'what all spans say of where they were made, name=value by commas: deployment.environment.name=production',
  ),
} as const;

export interface TelemetrySettings {
  otlpEndpoint: string;
  telemetryDisabled: 'true' | 'false';
  tracesSampler: string;
  tracesSamplerShare: number;
}
