import type { DatasetSummary } from '@reports/contracts';
import { describe, expect, test } from 'vitest';
import { makeComplianceAudit, makeViolations } from '../../test/fixtures/compliance-audit.ts';
import { datasetOf } from '../../test/fixtures/dataset.ts';
import { januaryExample } from '../../test/fixtures/qa-performance.ts';
import { composeReport } from '../compose-report.ts';
import { createFontLibrary } from '../fonts/font-library.ts';
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
    expect(describeFilters({ campaign_id: ['cmp_1', 'cmp_2'], language: 'hi' }, names)).toEqual([
      { label: 'Campaigns', values: ['Card renewals (cmp_1)', 'cmp_2'], wide: true },
      { label: 'Language', values: ['hi'], wide: true },
    ]);
  });

  test('says how many more values a long filter has', () => {
    const campaigns = Array.from({ length: 60 }, (_, index) => `cmp_${index}`);
    const [fact] = describeFilters({ campaign_id: campaigns }, new Map());
    expect(fact?.values).toHaveLength(13);
    expect(fact?.values.at(-1)).toBe('and 48 more');
  });

  test('says so when there is no filter', () => {
    expect(describeFilters({}, new Map())[0]?.values).toEqual(['None: all records of the period']);
  });

  test('lists the first violations of a long log and says where the rest are', () => {
    const dataset = datasetOf('compliance_audit', makeComplianceAudit(1, 12_345), {}, 12_345);
    const { html } = composeReport(dataset, makeViolations(1, 1_000), createFontLibrary());
    expect(html).toContain('the first 1,000 of 12,345 violations: the CSV report has them all');
    expect(html.match(/chk_|call_\d+/g)).toHaveLength(1_000);
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
