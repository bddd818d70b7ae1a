import { comparePictures, drawPages, shareDiffering } from '@reports/local-platform/pictures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSamplePrinter } from './pictures/print-sample.ts';
import { referenceDpi, referencePath } from './pictures/reference.ts';
import { usualSamples } from './pictures/samples.ts';

/** Of a page's pixels: edges of letters come out a little otherwise on another machine, a line of text that has moved is more. */
const mostDiffering = 0.002;

let printer: ReturnType<typeof createSamplePrinter>;
beforeAll(() => (printer = createSamplePrinter()));
afterAll(() => printer.close());

test.each(usualSamples.map((sample) => [sample.name, sample] as const))(
  'the first page of %s looks as its reference picture: `npm run pictures -- --reference` where a change is meant',
  { timeout: 120_000 },
  async (name, sample) => {
    const [page = Buffer.alloc(0)] = await drawPages(await printer.print(sample), {
      dpi: referenceDpi,
      most: 1,
    });
    const share = await shareDiffering(page, referencePath(name), mostDiffering);
    expect(share, `look at .local/pictures/${name}-differs.png`).toBeLessThanOrEqual(mostDiffering);
  },
);

test('an element that has moved by a line is a difference', { timeout: 120_000 }, async () => {
  const [sample] = usualSamples;
  if (!sample) throw new Error('There is no sample');
  const drawn = async (workspace: string) => {
    const { summary } = sample;
    const changed = { ...summary, request: { ...summary.request, workspace_name: workspace } };
    const pdf = await printer.print({ ...sample, summary: changed });
    const [page = Buffer.alloc(0)] = await drawPages(pdf, { dpi: referenceDpi, most: 1 });
    return page;
  };
  const { share } = await comparePictures(await drawn('Short'), await drawn('A long name '.repeat(12)));
  expect(share).toBeGreaterThan(mostDiffering * 5);
});
