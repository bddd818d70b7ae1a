import { Gauge, type Registry } from 'prom-client';

export interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

interface Described {
  help: string;
  labelNames?: readonly string[];
}

/**
 * Gauges that one question answers at each scrape, so that none is older than another. What cannot be asked is not known: a gauge with
 * labels is then absent and one without is NaN, which no alert takes for a zero.
 */
export const sampleGauges = <const Name extends string>(
  metrics: Registry,
  gauges: Record<Name, Described>,
  read: () => Promise<Record<Name, readonly Sample[]>>,
): void => {
  const unknown = Object.fromEntries(Object.keys(gauges).map((name) => [name, []])) as unknown as Record<
    Name,
    readonly Sample[]
  >;
  // All gauges of a registry are collected together: those that ask while an answer is awaited share it.
  let asking: Promise<Record<Name, readonly Sample[]>> | undefined;
  const ask = () =>
    (asking ??= read()
      .catch(() => unknown)
      .finally(() => (asking = undefined)));

  for (const [name, { help, labelNames = [] }] of Object.entries<Described>(gauges)) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [metrics],
      collect: async () => {
        const samples = (await ask())[name as Name];
        gauge.reset();
        if (samples.length === 0 && labelNames.length === 0) gauge.set(NaN);
        for (const { labels = {}, value } of samples) gauge.set(labels, value);
      },
    });
  }
};
