/**
 * Pictures of reports to look at, nothing, one and too much of each: `npm run pictures` writes them to `.local/pictures`, those whose names
 * hold a word with `npm run pictures -- WORD`. `npm run pictures -- --reference` makes the reference pictures again, after a change
 * that was meant and looked at.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawPages } from '@reports/local-platform/pictures';
import { createSamplePrinter } from './pictures/print-sample.ts';
import { everySample, usualSamples } from './pictures/samples.ts';
import { referenceDpi, referencePath } from './pictures/reference.ts';

const [word = ''] = process.argv.slice(2);
const printer = createSamplePrinter();
try {
  if (word === '--reference') {
    mkdirSync(dirname(referencePath('any')), { recursive: true });
    for (const sample of usualSamples) {
      const [page] = await drawPages(await printer.print(sample), { dpi: referenceDpi, most: 1 });
      if (page) writeFileSync(referencePath(sample.name), page);
    }
  } else {
    const folder = fileURLToPath(new URL('../../../.local/pictures/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    for (const sample of everySample().filter(({ name }) => name.includes(word))) {
      const pdf = await printer.print(sample);
      writeFileSync(`${folder}${sample.name}.pdf`, pdf);
      const pages = await drawPages(pdf, { dpi: 72, most: 4 });
      for (const [index, page] of pages.entries()) {
        writeFileSync(`${folder}${sample.name}-${index + 1}.png`, page);
      }
      process.stdout.write(`${folder}${sample.name}.pdf\n`);
    }
  }
} finally {
  await printer.close();
}
