import type { Fault } from '@reports/contracts';
import type { TSchema } from 'typebox';
import { findFaults, type JsonSchema } from '@reports/validation';

export interface QueryReading {
  /** With numbers and booleans in place of their texts. Only to be used when there is no fault. */
  query: Record<string, unknown>;
  /** Their pointers are `?name`. */
  faults: Fault[];
}

/** Reads a query string's texts as its schema, an object of simple values, wants them. */
export const readQuery = (schema: TSchema, texts: Readonly<Record<string, unknown>>): QueryReading => {
  const given = Object.entries(texts);
  if (given.length === 0) return { query: {}, faults: [] };
  const { properties = {} } = schema as JsonSchema;
  const [repeated, single] = partition(given, ([, value]) => Array.isArray(value));
  const query = Object.fromEntries(single.map(([name, text]) => [name, readText(properties[name], text)]));
  const wrong = findFaults(schema, query).map(({ pointer, detail }) => ({
    pointer: pointer.replace('/', '?'),
    detail,
  }));
  const twice = repeated.map(([name]) => ({ pointer: `?${name}`, detail: 'must be given once' }));
  return { query, faults: [...twice, ...wrong] };
};

const readText = (schema: JsonSchema | undefined, text: unknown): unknown => {
  if (schema?.type === 'integer' && typeof text === 'string' && /^-?\d{1,15}$/.test(text))
    return Number(text);
  if (schema?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};

const partition = <Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] => [
  items.filter((item) => test(item)),
  items.filter((item) => !test(item)),
];
