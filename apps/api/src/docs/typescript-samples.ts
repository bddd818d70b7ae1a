/** What a sample says of an operation of the document. */
export interface SampledOperation {
  operationId: string;
  method: string;
  path: string;
  parameters?: {
    name?: string;
    in?: string;
    required?: boolean;
    example?: unknown;
    schema?: { examples?: unknown[] };
  }[];
  /** Of the body. */
  example: unknown;
}

const client = `import { createReportsClient } from '@reports/client';

const reports = createReportsClient({
  url: process.env.REPORTS_URL ?? '',
  key: process.env.REPORTS_API_KEY ?? '',
});
`;

/** Those that have a method of their own, which does more than the request. */
const byHand = ({ from, to }: { from: string; to: string }): Readonly<Record<string, string>> => ({
  createReport:
    `const { report_id } = await reports.createReport({ type: 'qa_performance', from: '${from}', to: '${to}' });\n` +
    'const report = await reports.waitForReport(report_id);\nconsole.log(report.data);',
  getReport: "const report = await reports.waitForReport('rpt_8Xm3kL9wP');\nconsole.log(report.status);",
  sendRecords:
    "const { accepted } = await reports.sendRecords('agents', [{ agent_id: 'agt_7', name: 'Ann', team: 'Renewals' }]);\n" +
    'console.log(accepted);',
});

/** A value as TypeScript is written by hand: names without quotes, texts in single ones. */
const literal = (value: unknown, indent = ''): string => {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const members = Object.entries(value).map(([name, member]) => {
    const key = /^[a-z_]\w*$/i.test(name) ? name : `'${name}'`;
    return `${inner}${key}: ${literal(member, inner)},\n`;
  });
  return `{\n${members.join('')}${indent}}`;
};

const exampleOf = ({
  name = '',
  example,
  schema,
}: NonNullable<SampledOperation['parameters']>[number]): unknown =>
  example ?? schema?.examples?.[0] ?? (name === 'kind' ? 'calls' : name);

/** A sample with `@reports/client`. */
export const typescriptSample = (
  { operationId, method, path, parameters = [], example }: SampledOperation,
  period: { from: string; to: string },
): string => {
  const own = byHand(period)[operationId];
  if (own !== undefined) return `${client}\n${own}\n`;
  const given = (place: string) =>
    Object.fromEntries(
      parameters
        .filter(({ in: where, required }) => where === place && required)
        .map((each) => [each.name, exampleOf(each)]),
    );
  const params = Object.fromEntries(
    ['path', 'query']
      .map((place) => [place, given(place)] as const)
      .filter(([, values]) => Object.keys(values).length > 0),
  );
  const options = {
    ...(Object.keys(params).length > 0 && { params }),
    ...(example !== undefined && { body: example }),
  };
  const init = Object.keys(options).length > 0 ? `, ${literal(options)}` : '';
  return `${client}\nconst { data } = await reports.api.${method.toUpperCase()}('${path}'${init});\nconsole.log(data);\n`;
};
