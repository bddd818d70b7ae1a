import type { JsonSchema } from './json-schema.ts';

const formats: Record<string, string> = {
  date: 'a date that exists, such as 2024-01-31',
  'date-time': 'an instant that exists with its offset, such as 2024-01-31T18:00:00Z',
  'time-zone': 'an IANA time zone, such as Asia/Kolkata',
  email: 'an e-mail address',
  uri: 'a URL',
};

/** What a schema asks for, in words that follow "must be": `a whole number from 1 to 100`, `one of json, csv, pdf`. */
export const describeSchema = (schema: JsonSchema): string => {
  if (schema.enum) return `one of ${schema.enum.map(String).join(', ')}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(describeSchema).join(', or ');
  switch (schema.type) {
    case 'string':
      return describeText(schema);
    case 'integer':
      return `a whole number${describeBounds(schema)}`;
    case 'number':
      return `a number${describeBounds(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return describeList(schema);
    case 'null':
      return 'null';
    default:
      return schema.minProperties ? 'an object with at least one field' : 'an object';
  }
};

const describeText = ({ format, pattern, minLength, maxLength, examples }: JsonSchema): string => {
  const known = format === undefined ? undefined : formats[format];
  if (known) return known;
  if (pattern && examples?.length) return `text such as ${String(examples[0])}`;
  const length =
    maxLength === undefined ? '' : ` of ${minLength ? `${minLength} to` : 'at most'} ${maxLength} characters`;
  return `text${length}${pattern ? ' without control characters' : ''}`;
};

const describeBounds = ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string => {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const bounds = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `over ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `under ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length > 0 ? ` of ${bounds.join(' and ')}` : '';
};

const describeList = ({ items, minItems, maxItems, uniqueItems }: JsonSchema): string => {
  const size = maxItems === undefined ? '' : ` of ${minItems ? `${minItems} to` : 'at most'} ${maxItems}`;
  return `a list${size}${uniqueItems ? ' that differ' : ''}${items ? `, each ${describeSchema(items)}` : ''}`;
};
