import { availableParallelism } from 'node:os';
import { defineConfig, processSettings, setting, stopSettings } from '@reports/service';
import { storageSettings } from '@reports/storage';
import { telemetrySettings } from '@reports/telemetry';
import { temporalSettings } from '@reports/temporal';

export const readConfig = defineConfig({
  ...processSettings,
  ...stopSettings,
  ...telemetrySettings,
  ...temporalSettings,
  ...storageSettings,
  chromiumPath: setting.text(
    'CHROMIUM_PATH',
    'the Chromium that prints PDFs',
    '/usr/bin/chromium-headless-shell',
  ),
  pdfConcurrency: {
    ...setting.integer(
      'PDF_CONCURRENCY',
      'PDFs printed at once; Chromium uses a core for each',
      availableParallelism(),
      { min: 1, max: 64 },
    ),
    fallbackIs: "the machine's cores",
  },
  pdfPerWorkspace: {
    ...setting.integer(
      'PDF_PER_WORKSPACE',
      'PDFs of one workspace printed at once by one renderer',
      Math.max(1, Math.floor(availableParallelism() / 2)),
      { min: 1, max: 64 },
    ),
    fallbackIs: "half of the machine's cores, at least 1",
  },
  pdfMemoryMb: setting.integer('PDF_MEMORY_MB', 'megabytes that printing one PDF may take', 1_024, {
    min: 128,
    max: 65_536,
  }),
});
