import { readAllSettings } from './all-settings.ts';

/** What the chart calls the readers of settings that it starts. */
const parts = {
  api: 'api',
  scheduler: 'scheduler',
  aggregator: 'aggregator',
  renderer: 'renderer',
  notifier: 'notifier',
  migrate: 'migrations',
  bus: 'preparation of the bus',
  bucket: 'preparation of the bucket',
} as const;

/** A setting as the chart needs it: whether it must be given, whether it may stand in values, and what is secret in it. */
interface ChartSetting {
  required?: true;
  secret?: true;
  /** A secret where there is a password in it. */
  url?: true;
}

/** infra/helm/files/settings.json: the settings of each part of the chart. */
export const writeChartSettings = (): string => {
  const all = readAllSettings().flatMap(([, settings]) => settings);
  const settingsOf = (reader: string): Record<string, ChartSetting> =>
    Object.fromEntries(
      all
        // Whether defaults are taken is everybody's question.
        .filter(({ name, readers }) => readers.includes(reader) || name === 'NODE_ENV')
        .map((setting) => [
          setting.name,
          {
            ...(setting.requiredBy.includes(reader) && { required: true }),
            ...(setting.secret && { secret: true }),
            ...(setting.secret && setting.takes === 'a URL' && { url: true }),
          },
        ]),
    );
  const chart = Object.fromEntries(Object.entries(parts).map(([part, reader]) => [part, settingsOf(reader)]));
  return `${JSON.stringify(chart, null, 2)}\n`;
};
