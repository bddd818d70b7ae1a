import { hasStorableTexts, type RecordKind, recordKinds, recordSchemas } from '@reports/contracts';
import { ServiceError } from '@reports/service';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** Bad lines that a dead letter names. */
const maxBadLines = 20;

const validators = new Map<RecordKind, Validator>(
  recordKinds.map((kind) => [kind, Compile(recordSchemas[kind] as TSchema)]),
);

/**
 * Checks a message's records: the bus is an edge too. Fields that are not known, which a newer release may have sent, are left out.
 * Throws `invalid_records`, which names up to 20 bad lines (the first record is line 1); then nothing of the message is taken.
 */
export const readRecords = (kind: RecordKind, records: readonly unknown[]): unknown[] => {
  const validator = validators.get(kind);
  const faults: string[] = [];
  const read: unknown[] = [];
  for (const [index, record] of records.entries()) {
    // The schemas take no field that they do not name: what they take has nothing to leave out.
    if (validator?.Check(record) && hasStorableTexts(record)) {
      read.push(record);
      continue;
    }
    const known = withoutUnknown(recordSchemas[kind], record);
    const fault = faultOf(validator, known);
    read.push(known);
    if (fault === undefined) continue;
    faults.push(`line ${index + 1}: ${fault}`);
    if (faults.length === maxBadLines) break;
  }
  if (faults.length > 0) throw invalidRecords(kind, faults.join('; '));
  return read;
};

/** What a schema says nothing of may not reach SQL, where a field of any name would be read. */
const withoutUnknown = (schema: TSchema, value: unknown): unknown => {
  const { properties, items } = schema as { properties?: Record<string, TSchema>; items?: TSchema };
  if (items && Array.isArray(value)) return value.map((item) => withoutUnknown(items, item));
  if (!properties || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const known: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) known[name] = withoutUnknown(property, member);
  }
  return known;
};

export const invalidRecords = (kind: RecordKind, reason: string, cause?: unknown): ServiceError =>
  new ServiceError({
    code: 'invalid_records',
    message: `The ${kind} are not valid: ${reason}.`,
    fate: 'client',
    ...(cause === undefined ? {} : { cause }),
  });

const faultOf = (validator: Validator | undefined, record: unknown): string | undefined => {
  if (validator?.Check(record)) return hasStorableTexts(record) ? undefined : 'a text holds half a character';
  const [fault] = validator?.Errors(record) ?? [];
  return fault ? `${fault.instancePath} ${fault.message}`.trim() : 'it is not valid';
};
