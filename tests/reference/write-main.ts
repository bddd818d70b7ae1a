import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashboards } from '../dashboards/boards/index.ts';
import { writeDashboard } from '../dashboards/write-dashboard.ts';
import { writeChartSettings } from './chart-settings.ts';
import { writeEnvExample } from './env-example.ts';
import { writeMetricsPage } from './metrics-page.ts';
import { readServiceMetrics } from './service-metrics.ts';
import { writeSettingsPage } from './settings-page.ts';

/** `npm run reference` writes the pages that are read from the code; with `--check` it says which of them differ, and writes none. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const pages: Record<string, string> = {
  'docs/metrics.md': writeMetricsPage(await readServiceMetrics()),
  'docs/settings.md': writeSettingsPage(),
  '.env.example': writeEnvExample(),
  'infra/helm/files/settings.json': writeChartSettings(),
  ...Object.fromEntries(
    dashboards.map((dashboard) => [
      `infra/monitoring/dashboards/${dashboard.uid}.json`,
      writeDashboard(dashboard),
    ]),
  ),
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(`${root}${file}`, 'utf8');
  } catch {
    return undefined;
  }
};
const stale = Object.keys(pages).filter((file) => read(file) !== pages[file]);
const isCheck = process.argv.includes('--check');
for (const file of stale) {
  if (!isCheck) writeFileSync(`${root}${file}`, pages[file] ?? '');
  process.stdout.write(isCheck ? `${file} differs: npm run reference\n` : `wrote ${file}\n`);
}
process.exit(isCheck && stale.length > 0 ? 1 : 0);
