import { Histogram, type HistogramConfiguration, type Registry } from 'prom-client';
import { currentTraceparent } from './tracing.ts';

export interface Durations<Label extends string = string> {
  /** Seconds. What is traced now, and kept, is the exemplar of their bucket: the way from a slow one to its trace. */
  observe: (labels: Partial<Record<Label, string | number>>, seconds: number) => void;
}

/** A histogram whose buckets name the last trace that they counted. */
export const createDurations = <Label extends string = string>({
  registers,
  ...configuration
}: HistogramConfiguration<Label> & { registers: Registry[] }): Durations<Label> => {
  // prom-client lets registries of OpenMetrics alone have exemplars; ours is written as either, see open-metrics.ts.
  const histogram = new Histogram({ ...configuration, registers: [], enableExemplars: true });
  for (const registry of registers) registry.registerMetric(histogram);
  return {
    observe: (labels, value) => {
      const traceparent = currentTraceparent();
      if (traceparent?.endsWith('-01')) {
        histogram.observe({
          labels,
          value,
          exemplarLabels: { trace_id: traceparent.slice(3, 35) } as object,
        });
      } else histogram.observe({ labels, value });
    },
  };
};
