import { Registry } from 'prom-client';

export const openMetricsType = Registry.OPENMETRICS_CONTENT_TYPE;

/** Whether a scraper takes OpenMetrics, which has exemplars; Prometheus does. */
export const takesOpenMetrics = (accept: string | undefined): boolean =>
  accept?.includes('application/openmetrics-text') ?? false;

/**
 * A registry as OpenMetrics. prom-client takes `_total` from the names of counters as it writes them, which the text format keeps: what it
 * writes here stands before the metrics and leaves them as they are.
 */
export const writeOpenMetrics = async (
  registry: Registry,
  defaultLabels: Readonly<Record<string, string>>,
  others: readonly string[],
): Promise<string> => {
  const written = new Registry<typeof openMetricsType>();
  written.setContentType(openMetricsType);
  written.setDefaultLabels(defaultLabels);
  for (const metric of registry.getMetricsAsArray()) written.registerMetric(Object.create(metric));
  const own = (await written.metrics()).replace(/# EOF\n$/, '');
  return [own, ...others.map(asOpenMetrics)]
    .map((text) => text.trimEnd())
    .filter((text) => text !== '')
    .join('\n')
    .concat('\n# EOF\n');
};

/** Prometheus' text format as OpenMetrics: no empty lines, and a family of counters is called without `_total`. */
const asOpenMetrics = (text: string): string => {
  const counters = new Set(
    [...text.matchAll(/^# TYPE (\S+)_total counter$/gm)].map(([, family = '']) => family),
  );
  return text
    .replaceAll(/^\n/gm, '')
    .replaceAll(/^(# (?:HELP|TYPE) )(\S+)_total /gm, (line, start: string, family: string) =>
      counters.has(family) ? `${start}${family} ` : line,
    );
};
