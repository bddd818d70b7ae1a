import { expect, test } from 'vitest';
import { composeFailed } from '../src/email/compose-failed.ts';
import { composeReady } from '../src/email/compose-ready.ts';
import { describeDecision } from '../src/email/describe-decision.ts';
import { inLanguage, languageOf, namesIn } from '@reports/wording';
import { sampleDelivery } from './support/sample-report.ts';

const link = {
  url: 'https://reports.example.com/signed/rpt_8Xm3kL9wPq2T.csv?token=abc&expires=1',
  expiresAt: new Date('2024-02-06T06:00:02Z'),
};
const file = { name: 'report.csv', bytes: 128_412, attached: true, isWanted: true };
const rest = { headline: undefined, link, file, decision: null, unsubscribeUrl: null };

test('a run of a schedule says how often it comes, in the title and the subject', () => {
  const monthly = sampleDelivery(
    { type: 'campaign_performance', periodFrom: '2024-01-01', periodTo: '2024-01-31' },
    { frequency: 'monthly' },
  );
  expect(composeReady(monthly, rest).subject).toBe('Monthly campaign performance: January 2024');
  const once = sampleDelivery({ sourceReportId: null }, { frequency: null });
  const { subject, text } = composeReady(once, rest);
  expect(subject).toBe('QA performance: 29 January – 4 February 2024');
  expect(text).toContain(
    'because Meridian Support asked for it on 5 February 2024, 06:00 UTC and gave your address.',
  );
});

test('times are told in the zone of the report', () => {
  const { text } = composeReady(sampleDelivery({ timezone: 'Asia/Kolkata' }), rest);
  expect(text).toContain('The link works until 6 February 2024, 11:30 (Asia/Kolkata).');
  expect(text).toContain('5 February 2024, 11:30 (Asia/Kolkata)');
});

test('a long list of filters is cut, and says by how much', () => {
  const names = Array.from({ length: 14 }, (_, n) => `cmp_${n}`);
  const { text } = composeReady(sampleDelivery({ filters: { campaign_id: names, language: 'hi' } }), rest);
  expect(text).toMatch(/^Campaigns +cmp_0, cmp_1, cmp_2, cmp_3, cmp_4 and 9 more$/m);
  expect(text).toMatch(/^Language +Hindi$/m);
});

test('how complete the data is stands among the details', () => {
  const completeness = {
    data_through: { evaluations: '2024-02-03' },
    days_without_data: ['2024-02-04'],
    complete: false,
  };
  const { text, html } = composeReady(sampleDelivery({ completeness }), rest);
  const words = 'Not complete: 1 of 7 days without records (4 Feb). Evaluations through 3 February 2024.';
  expect(text.indexOf(words)).toBeLessThan(text.indexOf('Download'));
  expect(text).toContain(words);
  expect(html).toContain(words);
});

test('a reader is told who asked for a report, and when its schedule runs', () => {
  const { text } = composeReady(sampleDelivery(), rest);
  expect(text).toContain(
    'You get this report because Meridian Support has put your address on its schedule (weekly, Monday 06:00 UTC).',
  );
});

test('a chart is in the letter as an image, in words for who cannot see it, and nowhere where nothing is to be seen', () => {
  const bars = [
    { label: '1 Jan', value: 82.1, text: '82.1' },
    { label: '8 Jan', value: null, text: '–' },
    { label: '15 Jan', value: 87.3, text: '87.3', pale: true },
  ];
  const of = (shown: typeof bars) =>
    composeReady(sampleDelivery(), {
      ...rest,
      headline: { figures: [], remark: '', chart: { title: 'Overall score by week', bars: shown } },
    });
  const { html, text, images } = of(bars);
  expect(html).toContain('Overall score by week. Pale: a week that the period cuts.');
  expect(html).toMatch(/>1 Jan: 82\.1<.*>15 Jan: 87\.3</s);
  const [image] = images;
  const words = 'Overall score by week: 1 Jan 82.1, 15 Jan, part of the week: 87.3.';
  expect(text).toContain(words);
  expect(html).toContain(`<img src="cid:${image?.cid}" width="528" height="88" alt="${words}"`);
  expect(image?.content.subarray(1, 4).toString()).toBe('PNG');
  expect(image?.content.length).toBeLessThan(3_000);
  const pale = (label: string) => ({ label, value: 60, text: '60.0', pale: true });
  const whole = (label: string, value: number) => ({ label, value, text: value.toFixed(1), pale: false });
  const cut = of([pale('30 Dec'), whole('1 Jan', 84), whole('8 Jan', 85.7), pale('15 Jan')]).html;
  expect(cut).toMatch(/>1 Jan: 84\.0<.*>8 Jan: 85\.7</s);
  const alone = of(bars.slice(0, 2));
  expect([alone.images, alone.html.includes('<img')]).toEqual([[], false]);
});

test('four short figures stand in a row, long ones two by two', () => {
  const withFigures = (value: string) =>
    composeReady(sampleDelivery(), {
      ...rest,
      headline: { figures: ['a', 'b', 'c', 'd'].map((label) => ({ label, value })), remark: '' },
    }).html;
  expect(withFigures('842')).toContain('display:inline-block;width:25%');
  expect(withFigures('12,482,117')).toContain('display:inline-block;width:50%');
});

test('what an inbox shows beside the subject is the figures', () => {
  const headline = {
    remark: '',
    figures: [
      { label: 'Pass rate', value: '78%' },
      { label: 'Calls', value: '842' },
    ],
  };
  const { html } = composeReady(sampleDelivery(), { ...rest, headline });
  expect(html).toMatch(/mso-hide:all[^>]*>Pass rate 78% · Calls 842&#847;/);
});

test('a failure that may pass and one that will not ask for different things', () => {
  const failed = (errorRetryable: boolean) =>
    composeFailed(
      sampleDelivery({
        status: 'failed',
        errorCode: 'storage_unavailable',
        errorMessage: 'The file store could not be reached for a day.',
        errorRetryable,
      }),
      'https://reports.example.com/unsubscribe?x=1',
    ).text;
  for (const text of [failed(true), failed(false)]) expect(text).not.toContain('file store');
  expect(failed(true)).toContain('This may pass: ask for the report again');
  expect(failed(false)).toContain('Asking again will not help');
  for (const text of [failed(true), failed(false)]) {
    expect(text).toContain('The next run of the schedule will be made as usual.');
    expect(text).toMatch(/^Error +storage_unavailable$/m);
    expect(text).toContain('https://reports.example.com/unsubscribe?x=1');
  }
});

test.each([
  [{ below: 0.8 }, 'became_true', 0.75, 'Sent because pass rate is 75%, below 80%.'],
  [{ below: 0.8 }, 'recovered', 0.83, 'Sent because pass rate is 83%, no longer below 80%.'],
  [
    { changed_by: 0.05 },
    'changed',
    0.9,
    'Sent because pass rate is 90%: a change of 5 points or more since the last mail.',
  ],
] as const)('a mail that a condition sent says why: %j %s', (condition, reason, value, sentence) => {
  const decision = describeDecision({
    report: { type: 'qa_performance' },
    mailRules: { deliver_if: { figure: 'pass_rate', ...condition } },
    mailDecision: { mailed: true, reason, figure: 'pass_rate', value },
  });
  expect(decision).toBe(sentence);
  const { text, html } = composeReady(sampleDelivery(), { ...rest, decision });
  expect(text).toContain(sentence);
  expect(html).toContain(sentence);
});

test('a condition on any share is said in percent, its limit as it was set, in the words of the reader', () => {
  const said = (figure: string, rule: object, value: number, language: 'en' | 'es' = 'en') =>
    inLanguage(languageOf({ language }), () =>
      describeDecision({
        report: { type: 'compliance_audit' },
        mailRules: { deliver_if: { figure, ...rule } },
        mailDecision: { mailed: true, reason: 'became_true', figure, value },
      }),
    );
  expect(said('coverage', { below: 0.075 }, 0.07)).toBe('Sent because coverage is 7%, below 7.5%.');
  expect(said('violations.critical', { above: 0 }, 3)).toBe(
    'Sent because violations › critical is 3, above 0.',
  );
  const decision = said('violations.critical', { above: 0 }, 3, 'es');
  expect(composeReady(sampleDelivery(), { ...rest, decision }).text).toContain(
    'Enviado porque incumplimientos › crítica es 3, por encima de 0.',
  );
});

test('campaigns and agents of filters have their names, where the figures are at hand', () => {
  const filtered = sampleDelivery({ filters: { campaign_id: 'cmp_1', agent_id: ['agt_1', 'agt_2'] } });
  const headline = {
    figures: [],
    remark: '',
    names: namesIn({ agents: [{ agent_id: 'agt_2', agent_name: 'Ann' }] }),
  };
  const { text } = composeReady(filtered, { ...rest, headline });
  expect(text).toMatch(/^Campaign +cmp_1$/m);
  expect(text).toMatch(/^Agents +agt_1, Ann \(agt_2\)$/m);
});

test('a file that is not wanted with the mail is behind its link', () => {
  const { text } = composeReady(sampleDelivery(), {
    ...rest,
    file: { ...file, attached: false, isWanted: false },
  });
  expect(text).toContain('The file report.csv is 128 kB. Use the link above.');
});

test('a workspace has its own colour and logo in its letters', () => {
  const logo = 'data:image/png;base64,iVBORw0KGgo=';
  const { html, images } = composeReady(
    sampleDelivery({}, { branding: { accent_colour: '#0b6e4f', logo } }),
    rest,
  );
  expect(html).not.toContain('#24589c');
  expect(html).toContain('background:#0b6e4f;border-radius:6px');
  expect(html).toContain('<img src="cid:logo@report" height="36"');
  expect(images.map(({ cid, content }) => [cid, content.toString('base64')])).toEqual([
    ['logo@report', 'iVBORw0KGgo='],
  ]);
  expect(composeReady(sampleDelivery(), rest).html).toContain('background:#24589c;border-radius:6px');
});
