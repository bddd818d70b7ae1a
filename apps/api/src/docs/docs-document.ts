import { readdirSync, readFileSync } from 'node:fs';
import type { createOpenApiDocument } from '../openapi/document.ts';
import { type SampledOperation, typescriptSample } from './typescript-samples.ts';

type Document = ReturnType<typeof createOpenApiDocument>;

const guidesDirectory = new URL('../../../../docs/guides/', import.meta.url);

/** In the order of the page. */
const guideNames = [
  'first-report',
  'send-your-data',
  'schedules',
  'webhooks',
  'branding',
  'message-bus',
  'errors',
  'going-live',
  'command-line',
];

const dayMs = 24 * 3_600_000;

/**
 * The OpenAPI document as `/docs` shows it: with the guides, with samples in TypeScript, and with examples that may be sent as they
 * stand. Their dates are the last seven whole days, for which a live workspace has data, and what is sent first makes no schedule.
 */
export const createDocsDocument = (document: Document, now = new Date()): Document => {
  const iso = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs).toISOString().slice(0, 10);
  const recent = { from: iso(7), to: iso(1) };
  const copy = structuredClone(document);
  copy.info.description = [copy.info.description, ...readGuides()]
    .join('\n\n')
    .replaceAll(/2024-01-01|2024-01-31/g, (date) => (date === '2024-01-01' ? recent.from : recent.to));
  for (const { path, method, operation } of operationsOf(copy)) {
    const json = operation.requestBody?.content?.['application/json'];
    // A link is opened, not asked by the client.
    if (operation.operationId !== 'downloadFile') {
      const [example] = Object.values(json?.examples ?? {});
      const source = typescriptSample({ ...operation, method, path, example: example?.value }, recent);
      operation['x-codeSamples'] = [{ lang: 'TypeScript', label: 'TypeScript', source }];
    }
    if (operation.operationId === 'createReport' && json?.examples) {
      json.examples = Object.fromEntries(
        Object.entries(json.examples)
          .map(([name, { value }]) => {
            // The ids of filters are nobody's.
            const { filters: _ids, ...body } = value as Record<string, unknown>;
            return [name, { value: { ...body, ...recent } }] as const;
          })
          .toSorted(
            ([, one], [, other]) => Number(hasSchedule(one.value)) - Number(hasSchedule(other.value)),
          ),
      );
    }
  }
  return copy;
};

interface DocumentedOperation extends Pick<SampledOperation, 'operationId' | 'parameters'> {
  requestBody?: { content?: Record<string, { examples?: Record<string, { value: unknown }> }> };
  'x-codeSamples'?: { lang: string; label: string; source: string }[];
}

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation: operation as DocumentedOperation,
    })),
  );

const hasSchedule = (value: object): boolean => 'schedule' in value;

/** The guides that are there, each under its title. Links between files lead nowhere on the page: their words stay. */
const readGuides = (): string[] => {
  const there = new Set(readdirSync(guidesDirectory));
  return guideNames
    .filter((name) => there.has(`${name}.md`))
    .map((name) =>
      readFileSync(new URL(`${name}.md`, guidesDirectory), 'utf8')
        .replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1')
        .replaceAll(/^```(ts|py|sh|json|text) \S+$/gm, '```$1')
        .trim(),
    );
};
