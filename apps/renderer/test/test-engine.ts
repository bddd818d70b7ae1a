import { engineSetting } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { createPdfEngine, type PdfEngine, type PdfEngineOptions } from '../src/pdf/pdf-engine.ts';

/** A PDF engine on the Chromium of the test engines, of one slot unless told otherwise. Whoever makes it closes it. */
export const createTestEngine = (options: Partial<PdfEngineOptions> = {}): PdfEngine =>
  createPdfEngine({
    executablePath: engineSetting('CHROMIUM_PATH'),
    slots: 1,
    log: createLogger({ service: 'test', level: 'silent' }),
    ...options,
  });
