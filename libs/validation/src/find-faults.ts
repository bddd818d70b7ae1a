import { type Fault, isOutOfRange, yearRange } from '@reports/contracts';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { closestName } from './closest-name.ts';
import { describeSchema } from './describe-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** More than a person would read. */
const maxFaults = 100;

const allowedDates = `from ${yearRange.first}-01-01 to ${yearRange.last}-12-31`;

/**
 * Every fault of a value that its schema refuses: one for each place, in words that say what fixes it.
 * It is slow beside a compiled check: ask it only what has gone wrong. It stops at the hundredth fault, so that its work is
 * bounded whatever the value's size.
 */
export const findFaults = (schema: TSchema, value: unknown): Fault[] => {
  const faults: Fault[] = [];
  const report: Report = {
    add: (pointer, detail) => faults.push({ pointer, detail }),
    isFull: () => faults.length >= maxFaults,
  };
  visit(schema, value, '', report);
  // What the schema refuses is never taken, even where nobody here has words for it.
  if (faults.length === 0 && !Value.Check(schema, value))
    faults.push({ pointer: '', detail: 'is not valid' });
  return faults;
};

interface Report {
  add: (pointer: string, detail: string) => void;
  /** Nothing more is wanted. */
  isFull: () => boolean;
}

const visit = (schema: JsonSchema, value: unknown, pointer: string, report: Report): void => {
  if (report.isFull()) return;
  if (schema.anyOf) return visitUnion(schema, schema.anyOf, value, pointer, report);
  if (schema.type === 'object' && isObject(value)) return visitObject(schema, value, pointer, report);
  if (schema.type === 'array' && Array.isArray(value)) return visitList(schema, value, pointer, report);
  if (!Value.Check(schema as TSchema, value)) report.add(pointer, explainWrong(schema, value));
};

const explainWrong = (schema: JsonSchema, value: unknown): string => {
  const isDate = schema.format === 'date' || schema.format === 'date-time';
  if (isDate && typeof value === 'string' && isOutOfRange(value)) return `must be ${allowedDates}`;
  const names = schema.enum?.filter((name) => typeof name === 'string') ?? [];
  const closest = typeof value === 'string' ? closestName(value, names) : undefined;
  return `must be ${describeSchema(schema)}${closest ? `: did you mean ${closest}?` : ''}`;
};

/** The branch of the value's own kind tells best what is wrong with it; where there is none, all branches are named. */
const visitUnion = (
  schema: JsonSchema,
  branches: readonly JsonSchema[],
  value: unknown,
  pointer: string,
  report: Report,
): void => {
  if (branches.some((branch) => Value.Check(branch as TSchema, value))) return;
  const structured = branches.find(
    ({ type }) => (type === 'array' && Array.isArray(value)) || (type === 'object' && isObject(value)),
  );
  if (structured) visit(structured, value, pointer, report);
  else report.add(pointer, `must be ${describeSchema(schema)}`);
};

const visitObject = (
  {
    properties = {},
    patternProperties = {},
    required = [],
    additionalProperties,
    minProperties = 0,
    maxProperties = Infinity,
  }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  pointer: string,
  report: Report,
): void => {
  for (const name of required) {
    if (Object.hasOwn(value, name)) continue;
    const property = properties[name];
    report.add(`${pointer}/${name}`, `is required${property ? `: ${describeSchema(property)}` : ''}`);
  }
  const patterns = Object.entries(patternProperties).map(
    ([pattern, property]) => [new RegExp(pattern, 'u'), property] as const,
  );
  const names = Object.keys(value);
  if (names.length < minProperties) {
    report.add(
      pointer,
      `must have at least ${minProperties === 1 ? 'one' : minProperties} of ${Object.keys(properties).join(', ')}`,
    );
  }
  if (names.length > maxProperties) {
    const of = Object.keys(properties).join(', ');
    report.add(pointer, `must have at most ${maxProperties}${of === '' ? ' members' : ` of ${of}`}`);
  }
  for (const name of names) {
    if (report.isFull()) return;
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const property = Object.hasOwn(properties, name)
      ? properties[name]
      : patterns.find(([pattern]) => pattern.test(name))?.[1];
    if (property) visit(property, value[name], place, report);
    else if (additionalProperties === false) report.add(place, explainUnknown(name, Object.keys(properties)));
  }
};

const explainUnknown = (name: string, known: readonly string[]): string => {
  const closest = closestName(name, known);
  if (closest) return `is not known here: did you mean ${closest}?`;
  return known.length > 0 ? `is not known here: there are ${known.join(', ')}` : 'is not known here';
};

const visitList = (schema: JsonSchema, value: readonly unknown[], pointer: string, report: Report): void => {
  const { items, minItems = 0, maxItems = Infinity, uniqueItems = false } = schema;
  const differ = !uniqueItems || new Set(value.map((item) => JSON.stringify(item))).size === value.length;
  if (value.length < minItems || value.length > maxItems || !differ) {
    report.add(pointer, `must be ${describeSchema(schema)}`);
  }
  if (items)
    value.slice(0, 1_000).forEach((item, index) => visit(items, item, `${pointer}/${index}`, report));
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
