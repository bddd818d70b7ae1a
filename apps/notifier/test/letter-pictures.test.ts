import { fileURLToPath } from 'node:url';
import { createPagePrinter, drawPages, shareDiffering } from '@reports/local-platform/pictures';
import { inLanguage, languageOf } from '@reports/wording';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeFailed } from '../src/email/compose-failed.ts';
import { composeReady } from '../src/email/compose-ready.ts';
import type { ComposedEmail } from '../src/email/letter.ts';
import { headlineOf } from '../src/headlines/index.ts';
import { qaSummary } from './support/qa-summary.ts';
import { sampleDelivery } from './support/sample-report.ts';

/** Of a picture's pixels: a line of text that has moved is more. */
const mostDiffering = 0.002;
/** The period of the figures. */
const january = { periodFrom: '2024-01-01', periodTo: '2024-01-31' };
const unsubscribeUrl = 'https://reports.example.com/unsubscribe';

const compose = (from: string): ComposedEmail =>
  composeReady(sampleDelivery({ ...january, periodFrom: from }, { frequency: 'monthly' }), {
    headline: headlineOf('qa_performance', qaSummary, { from, to: january.periodTo }),
    link: { url: 'https://reports.example.com/signed/x', expiresAt: new Date('2024-02-06T06:00:02Z') },
    file: { name: 'report.pdf', bytes: 128_412, attached: true, isWanted: true },
    decision: null,
    unsubscribeUrl,
  });
const completed = () => compose('2024-01-01');
/** Of a period that cuts its first week, whose bar is pale. */
const cut = () => compose('2024-01-03');
const failed = (): ComposedEmail =>
  composeFailed(
    sampleDelivery({ status: 'failed', errorCode: 'deadline_exceeded', errorRetryable: true }),
    unsubscribeUrl,
  );

let printer: Awaited<ReturnType<typeof createPagePrinter>>;
beforeAll(async () => {
  printer = await createPagePrinter();
});
afterAll(() => printer.close());

/** As mail programs show it: the images of the message where the HTML names them. */
const shown = ({ html, images }: ComposedEmail): string =>
  images.reduce(
    (text, { cid, content }) =>
      text.replaceAll(`cid:${cid}`, `data:image/png;base64,${content.toString('base64')}`),
    html,
  );

test.each([
  ['completed', 'en', 640, completed, 'light'],
  ['completed-arabic', 'ar', 640, completed, 'light'],
  ['completed-french-dark', 'fr', 640, cut, 'dark'],
  ['completed-phone', 'en', 375, completed, 'light'],
  ['failed', 'en', 640, failed, 'light'],
] as const)(
  'the letter %s looks as its reference picture: REFERENCE_PICTURES=write where a change is meant',
  { timeout: 120_000 },
  async (name, language, width, compose, colorScheme) => {
    const html = shown(inLanguage(languageOf({ language }), compose));
    const [picture = Buffer.alloc(0)] = await drawPages(await printer.print(html, width, colorScheme), {
      dpi: 72,
      most: 1,
    });
    const reference = fileURLToPath(new URL(`pictures/letter-${name}.png`, import.meta.url));
    const share = await shareDiffering(picture, reference, mostDiffering);
    expect(share, `look at .local/pictures/letter-${name}-differs.png`).toBeLessThanOrEqual(mostDiffering);
  },
);
