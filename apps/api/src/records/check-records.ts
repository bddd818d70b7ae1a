import { type Fault, type RecordKind, recordKinds, recordSchemas } from '@reports/contracts';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { findFaults, findTextFaults } from '@reports/validation';
import { inTurns } from './in-turns.ts';
import type { SentRecord } from './read-batch.ts';

/** Bad lines that an answer names. */
const maxBadLines = 20;

const validators = new Map<RecordKind, Validator>(
  recordKinds.map((kind) => [kind, Compile(recordSchemas[kind] as TSchema)]),
);

/**
 * The faults of up to 20 bad records: pointers lead into the list of records (`/3/score` is the fourth one's score), and
 * the words say on which line it stands. None when all records are good.
 */
export const checkRecords = async (kind: RecordKind, records: readonly SentRecord[]): Promise<Fault[]> => {
  const validator = validators.get(kind);
  const faults: Fault[] = [];
  let badLines = 0;
  await inTurns(records.entries(), ([index, record]) => {
    if (validator?.Check(record.value) && !mayBreakText(record)) return undefined;
    const found = faultsOf(kind, record);
    if (found.length === 0) return undefined;
    for (const { pointer, detail } of found) {
      faults.push({ pointer: `/${index}${pointer}`, detail: `${record.place}: ${detail}` });
    }
    badLines += 1;
    return badLines === maxBadLines ? 'enough' : undefined;
  });
  return faults;
};

const faultsOf = (kind: RecordKind, { value, fault }: SentRecord): Fault[] => {
  if (fault !== undefined) return [{ pointer: '', detail: fault }];
  return [...findFaults(recordSchemas[kind], value), ...findTextFaults(value)];
};

/** What cannot be stored reaches JSON only as an escape: a record without one need not be looked through. */
const mayBreakText = ({ text }: SentRecord): boolean => /\\u(?:[dD][89a-fA-F]|0000)/.test(text);
