import fc from 'fast-check';

/** What of JSON Schema the contracts' data have. */
interface Shape {
  type?: string;
  anyOf?: object[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: object;
  properties?: Record<string, object>;
  required?: string[];
}

const day = fc
  .integer({ min: 0, max: 1_200 })
  .map((days) => new Date(Date.UTC(2023, 0, 1 + days)).toISOString().slice(0, 10));
const week = fc.integer({ min: 1, max: 52 }).map((number) => `2024-W${String(number).padStart(2, '0')}`);
/** Names in several scripts, and what HTML and templates would take for theirs. */
const text = fc.oneof(
  fc.constantFrom(
    'Empathy',
    'no_answer',
    'حملة الشتاء',
    'अनन्या',
    '<b>&amp;</b>',
    '{{say}}',
    "d'Artagnan",
    '7',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

const textOf = ({ format, pattern = '' }: Shape): fc.Arbitrary<string> => {
  if (format === 'date-time') return day.map((date) => `${date}T12:00:00Z`);
  if (format === 'date') return day;
  return pattern.includes('-W') ? week : text;
};

/** Values that a schema of the contracts takes: what is optional is there or not, and nothing is in any order. */
export const arbitraryOf = (schema: object): fc.Arbitrary<unknown> => {
  const shape = schema as Shape;
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map(arbitraryOf));
  const { minimum: min = -1_000, maximum: max = 10_000 } = shape;
  switch (shape.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min, max });
    case 'number':
      return fc.double({ min, max, noNaN: true });
    case 'string':
      return textOf(shape);
    case 'array':
      return fc.array(arbitraryOf(shape.items ?? {}), { maxLength: Math.min(shape.maxItems ?? 4, 4) });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(shape.properties ?? {}).map(([name, member]) => [name, arbitraryOf(member)]),
        ),
        { requiredKeys: shape.required ?? [] },
      );
    default:
      throw new Error(`No values are known for ${JSON.stringify(schema)}.`);
  }
};
