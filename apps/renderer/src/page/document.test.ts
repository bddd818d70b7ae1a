import type { DatasetSummary } from '@reports/contracts';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeComplianceAudit, makeViolations } from '../../test/fixtures/compliance-audit.ts';
import { datasetOf } from '../../test/fixtures/dataset.ts';
import { januaryExample } from '../../test/fixtures/qa-performance.ts';
import { composeReport } from '../compose-report.ts';
import { createFontLibrary } from '../fonts/font-library.ts';
import { describeReport, jsonSha256Of } from './about.ts';
import { cssString } from './css-string.ts';
import { describeFilters } from './facts.ts';

describe('a report page', () => {
  test('needs nothing from outside itself', () => {
    const { html } = composeReport(datasetOf('qa_performance', januaryExample), [], createFontLibrary());
    const addresses = [...html.matchAll(/(?:url\(|src=|href=)["']?([^"')]{0,30})/g)].map(
      ([, address]) => address,
    );
    // A clip path is named within the page.
    expect(addresses.filter((address) => !/^(data:font\/woff2;base64,|#)/.test(address ?? ''))).toEqual([]);
    expect(html).not.toMatch(/<script|@import/);
  });

  test('names filters in words, with the names that the data give to identifiers', () => {
    const names = new Map([['cmp_1', 'Card renewals']]);
    expect(describeFilters({ campaign_id: ['cmp_1', 'cmp_2'], language: 'hi' }, { names })).toEqual([
      { label: 'Campaigns', values: ['Card renewals (cmp_1)', 'cmp_2'], wide: true },
      { label: 'Language', values: ['Hindi'], wide: true },
    ]);
  });

  test('says the codes of a filter at its end, where somebody may need them, and words above', () => {
    const filters = { disposition: ['no_answer', 'unknown'], severity: 'critical' } as const;
    const said = (whole: boolean) =>
      describeFilters(
        { ...filters, disposition: [...filters.disposition] },
        { names: new Map(), labels: { dispositions: { no_answer: 'No answer' } } },
        { whole },
      ).map(({ values }) => values.join(' | '));
    expect(said(false)).toEqual(['No answer | Not recorded', 'Critical']);
    expect(said(true)).toEqual(['No answer (no_answer) | Not recorded (unknown)', 'Critical (critical)']);
  });

  test('says how many more values a long filter has', () => {
    const campaigns = Array.from({ length: 60 }, (_, index) => `cmp_${index}`);
    const [fact] = describeFilters({ campaign_id: campaigns }, { names: new Map() });
    expect(fact?.values).toHaveLength(13);
    expect(fact?.values.at(-1)).toBe('and 48 more, at the end of this report');
  });

  test('says at its end all that somebody needs to make it again, every value of a filter too', () => {
    const campaigns = Array.from({ length: 60 }, (_, index) => `cmp_${index}`);
    const summary = {
      ...datasetOf('qa_performance', januaryExample, { filters: { campaign_id: campaigns } }),
      completeness: {
        data_through: { evaluations: '2024-01-30' },
        days_without_data: ['2024-01-01', '2024-01-02', '2024-01-31'],
        complete: false,
      },
    };
    const facts = new Map(
      describeReport(
        summary,
        {
          names: new Map([['cmp_0', 'First']]),
          records: '842 evaluations',
          jsonSha256: jsonSha256Of(summary),
        },
        { rowsSha256: 'ab12' },
      ).map(({ label, values }) => [label, values.join(', ')]),
    );
    expect(Object.fromEntries(facts)).toMatchObject({
      Report: 'rpt_8Xm3kL9wP',
      Type: 'QA performance (qa_performance), version 1 of its data',
      Workspace: 'Northwind Contact Centre, ws_4Kd82hQpLmZx',
      Period: '2024-01-01 to 2024-01-31, 31 days, not over when the data was taken',
      'Data as of': '31 January 2024, 23:30, 2024-01-31T18:00:12Z UTC',
      Records: '842 evaluations',
      'Days without records': '3: 1–2 Jan, 31 Jan',
      Campaigns: ['First (cmp_0)', ...campaigns.slice(1)].join(', '),
      'SHA-256 of the CSV report': 'ab12',
      'SHA-256 of the JSON report': createHash('sha256').update(JSON.stringify(januaryExample)).digest('hex'),
    });
  });

  test('of a dataset of 1.0.0 says what that knows, and no hash that is not at hand', () => {
    const labels = describeReport(
      datasetOf('compliance_audit', makeComplianceAudit(1, 1)),
      {
        names: new Map(),
        records: '12 compliance checks',
        jsonSha256: jsonSha256Of(datasetOf('compliance_audit', makeComplianceAudit(1, 1))),
      },
      undefined,
    ).map(({ label }) => label);
    expect(labels).not.toContain('Days without records');
    expect(labels.filter((label) => label.startsWith('SHA'))).toEqual([]);
  });

  test('says so when there is no filter', () => {
    expect(describeFilters({}, { names: new Map() })[0]?.values).toEqual(['None: all records of the period']);
  });

  test('lists the first violations of a long log and says where the rest are', () => {
    const dataset = datasetOf('compliance_audit', makeComplianceAudit(1, 12_345), {}, 12_345);
    const { html } = composeReport(dataset, makeViolations(1, 1_000), createFontLibrary());
    expect(html).toContain('the first 1,000 of 12,345 violations: the CSV report has them all, by time');
    const log = html.slice(html.indexOf('Violation log'));
    expect(log.match(/call_\d+/g)).toHaveLength(1_000);
    expect(log.match(/chk_\d+/g)).toHaveLength(1_000);
  });

  test("has a workspace's colour, logo and paper, and leaves its words alone", () => {
    const branding = {
      accent_colour: '#0b6e4f',
      paper: 'letter',
      logo: 'data:image/png;base64,AAAA',
    } as const;
    const data = { ...januaryExample, by_campaign: [] };
    data.by_agent = [
      {
        ...januaryExample.by_agent[0],
        agent_id: 'a',
        agent_name: 'Team #24589c',
        calls_evaluated: 1,
        overall_score: 1,
        pass_rate: 1,
      },
    ];
    const page = (dataset: DatasetSummary) => composeReport(dataset, [], createFontLibrary()).html;
    const branded = page({ ...datasetOf('qa_performance', data), branding });
    expect(branded.match(/#24589c/g)).toHaveLength(1);
    expect(branded).toContain('Team #24589c');
    expect(branded).toContain('--accent: #0b6e4f;');
    expect(branded).toMatch(/(?:fill|stroke)="#0b6e4f"/);
    expect(branded).toContain('@page { size: letter; }');
    expect(branded).toContain('<img class="logo" src="data:image/png;base64,AAAA" alt="">');
    expect(page(datasetOf('qa_performance', data))).not.toContain('class="logo"');
  });

  test('lets no text out of a CSS string', () => {
    expect(cssString('A "b" </style> \\ \n')).toBe('"A \\22 b\\22  \\3c \\2f style\\3e  \\5c  \\a "');
    expect(cssString('अमित · 王')).toBe('"अमित · 王"');
  });
});
