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
 * Checks a message's records: the bus is an edge too. Throws `invalid_records`, which names up to 20 bad
 * lines (the first record is line 1); then nothing of the message is taken.
 */
export const refuseBadRecords = (kind: RecordKind, records: readonly unknown[]): void => {
  const validator = validators.get(kind);
  const faults: string[] = [];
  for (const [index, record] of records.entries()) {
    const fault = faultOf(validator, record);
    if (fault === undefined) continue;
    faults.push(`line ${index + 1}: ${fault}`);
    if (faults.length === maxBadLines) break;
  }
  if (faults.length > 0) throw invalidRecords(kind, faults.join('; '));
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
