import { createPhases, type Health, sampleGauges } from '@reports/service';
import { Counter } from 'prom-client';
import type { PdfEvent, PdfLoad } from './pdf/pdf-engine.ts';

const events: readonly PdfEvent[] = ['started', 'crashed', 'out_of_memory', 'timed_out'];

/** What the renderer measures. `readLoad` is asked at each scrape. */
export const createMetrics = (registry: Health['metrics'], readLoad: () => PdfLoad) => {
  const chromium = new Counter({
    name: 'reports_chromium_events_total',
    help: 'What happened to Chromium: started (also after each hundred prints), crashed in the middle of a report, a page out_of_memory or timed_out.',
    labelNames: ['event'] as const,
    registers: [registry],
  });
  for (const event of events) chromium.inc({ event }, 0);
  sampleGauges(
    registry,
    {
      reports_pdf_slots: { help: 'PDFs that this renderer prints at once, at most.' },
      reports_pdf_slots_used: { help: 'PDFs that are being printed.' },
      reports_pdf_waiting: { help: 'PDFs that this renderer was given and that wait for a slot.' },
    },
    async () => {
      const { slots, printing, waiting } = readLoad();
      return {
        reports_pdf_slots: [{ value: slots }],
        reports_pdf_slots_used: [{ value: printing }],
        reports_pdf_waiting: [{ value: waiting }],
      };
    },
  );
  return { phases: createPhases(registry), countChromium: (event: PdfEvent) => chromium.inc({ event }) };
};
