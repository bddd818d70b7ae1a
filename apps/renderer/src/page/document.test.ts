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

  test('lets no text out of a CSS string', () => {
    expect(cssString('A "b" </style> \\ \n')).toBe('"A \\22 b\\22  \\3c \\2f style\\3e  \\5c  \\a "');
    expect(cssString('अमित · 王')).toBe('"अमित · 王"');
  });
});
