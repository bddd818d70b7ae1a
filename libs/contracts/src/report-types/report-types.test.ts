import { expect, test } from 'vitest';
import { filterNames } from '../filters.ts';
import { reportTypeNames, reportTypes } from './index.ts';

test.each(reportTypeNames)('%s says which filters and columns it has, each once', (name) => {
  const { columns, filters } = reportTypes[name];
  expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
  expect(new Set(filters).size).toBe(filters.length);
  for (const filter of filters) expect(filterNames).toContain(filter);
});

test('the items of a streamed list have the columns of the CSV', () => {
  const { columns, data, streamedList } = reportTypes.compliance_audit;
  const item = data.properties[streamedList].items;
  expect(Object.keys(item.properties)).toEqual(columns.map(({ name }) => name));
});
