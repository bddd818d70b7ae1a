import { type RecordKind, recordSchemas } from '@reports/contracts';
import type { JsonSchema } from '@reports/validation';

/** A file's column and the field that it fills. */
export interface MappedColumn {
  /** Its place in a row, from 0. */
  index: number;
  field: string;
  schema: JsonSchema;
}

export interface ColumnMapping {
  columns: MappedColumn[];
  /** Names of columns that no field takes. */
  ignored: string[];
}

/** `Call ID`, `call-id` and `callId` are one name. */
const normalise = (name: string): string =>
  name
    .trim()
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');

/**
 * Finds the field of each column: the one that `map` says, else the one with its name. Throws an Error that names every fault at
 * once: fields that are required and missing, columns and fields of `map` that are not there, fields that are filled twice.
 */
export const mapColumns = (
  kind: RecordKind,
  header: readonly string[],
  map: Readonly<Record<string, string>> = {},
): ColumnMapping => {
  const { properties = {}, required = [] } = recordSchemas[kind] as unknown as JsonSchema;
  const names = header.map((name) => name.trim());
  const find = (wanted: string): number => {
    const exact = names.indexOf(wanted.trim());
    return exact === -1 ? names.findIndex((name) => normalise(name) === normalise(wanted)) : exact;
  };
  const faults: string[] = [];
  const fields = new Map<number, string>();
  for (const [column, field] of Object.entries(map)) {
    const index = find(column);
    if (index === -1) faults.push(`--map names the column "${column}", which the file has not`);
    if (!Object.hasOwn(properties, field))
      faults.push(`--map names the field "${field}"; ${kind} have ${Object.keys(properties).join(', ')}`);
    if (index !== -1) fields.set(index, field);
  }
  const mapped = new Set(fields.values());
  for (const [index, name] of names.entries()) {
    const field = normalise(name);
    if (!fields.has(index) && !mapped.has(field) && Object.hasOwn(properties, field))
      fields.set(index, field);
  }
  const columnOf = new Map<string, number>();
  for (const [index, field] of fields) {
    const other = columnOf.get(field);
    if (other !== undefined)
      faults.push(`the columns "${names[other]}" and "${names[index]}" both fill ${field}`);
    columnOf.set(field, index);
  }
  const missing = required.filter((field) => !columnOf.has(field));
  if (missing.length > 0) {
    faults.push(`no column fills ${missing.join(', ')}: name it with --map "COLUMN=${missing[0]}"`);
  }
  if (faults.length > 0) {
    throw new Error(`The header does not fit ${kind}. It has: ${names.join(', ')}\n  ${faults.join('\n  ')}`);
  }
  return {
    columns: [...fields].flatMap(([index, field]) => {
      const schema = properties[field];
      return schema ? [{ index, field, schema }] : [];
    }),
    ignored: names.filter((name, index) => name !== '' && !fields.has(index)),
  };
};
