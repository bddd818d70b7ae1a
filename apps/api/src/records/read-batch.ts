import { isUtf8 } from 'node:buffer';
import { ProblemError } from '../problems/problem-error.ts';
import { type JsonLimits, scanJson } from '../validation/json-limits.ts';
import { inTurns } from './in-turns.ts';

/** One record of a request, as it came. */
export interface SentRecord {
  /** For a person: `line 3`, or `record 3` of an array; from 1. */
  place: string;
  /** Its JSON text. */
  text: string;
  /** Parsed; undefined where there is a fault. */
  value: unknown;
  /** Why the text was not parsed. */
  fault?: string;
}

export const maxRecords = 10_000;

/** Far over the largest record that its schema takes: an evaluation with 200 parameters. */
export const recordLimits: JsonLimits = {
  depth: 16,
  values: 2_000,
  bytes: 256 * 1024,
  space: 4 * 1024 * 1024,
};

interface Slice {
  start: number;
  end: number;
  place: string;
  fault: string | undefined;
}

/**
 * The records of a body: NDJSON, one on each line, empty lines left out; or a JSON array. Each is measured before it is parsed.
 * Throws `malformed_body`, `payload_too_large`.
 */
export const readRecords = async (
  bytes: Buffer,
  { isNdjson }: { isNdjson: boolean },
): Promise<SentRecord[]> => {
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.');
  const records: SentRecord[] = [];
  await inTurns(isNdjson ? linesOf(bytes) : itemsOf(bytes), (slice) => {
    if (!slice) return undefined;
    if (records.length === maxRecords) throw tooMany();
    const record = readRecord(bytes, slice);
    if (!isNdjson && record.fault?.startsWith(notJson))
      throw malformed(`In the body, ${slice.place} ${record.fault}.`);
    records.push(record);
    return undefined;
  });
  return records;
};

/** Of blank lines: `undefined` between slices lets others have the event loop. */
const bytesToPauseAfter = 256 * 1024;

const notJson = 'is not JSON';

const readRecord = (bytes: Buffer, { start, end, place, fault }: Slice): SentRecord => {
  if (fault !== undefined) return { place, text: '', value: undefined, fault };
  const text = bytes.toString('utf8', start, end);
  try {
    return { place, text, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { place, text, value: undefined, fault: `${notJson}: ${(error as Error).message}` };
  }
};

function* linesOf(bytes: Buffer): Generator<Slice | undefined> {
  let line = 1;
  for (let at = skipMark(bytes); at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x20) {
      const newline = bytes.indexOf(lineFeed, at);
      const end = newline === -1 ? bytes.length : newline;
      yield { start: at, end, place: `line ${line}`, fault: scanJson(bytes, recordLimits, at, end).fault };
      at = end;
    } else {
      if (byte === lineFeed) line += 1;
      at += 1;
      if (at % bytesToPauseAfter === 0) yield undefined;
    }
  }
}

function* itemsOf(bytes: Buffer): Generator<Slice> {
  let at = skipSpace(bytes, skipMark(bytes));
  if (bytes[at] !== openArray) throw notAList();
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === closeArray) return refuseRest(bytes, at + 1);
  for (let number = 1; ; number += 1) {
    const { end, fault } = scanJson(bytes, recordLimits, at);
    // Where it ends is not known, nor where the next one begins.
    if (end === undefined) return yield { start: at, end: at, place: `record ${number}`, fault };
    if (end >= bytes.length) throw malformed('The body is not JSON: its list has no end.');
    yield { start: at, end, place: `record ${number}`, fault: undefined };
    if (bytes[end] === closeArray) return refuseRest(bytes, end + 1);
    if (bytes[end] !== comma) throw malformed(`The body is not JSON: record ${number} ends with a brace.`);
    at = end + 1;
  }
}

const [openArray, closeArray, comma, lineFeed] = [0x5b, 0x5d, 0x2c, 0x0a];

const refuseRest = (bytes: Buffer, at: number): void => {
  if (skipSpace(bytes, at) < bytes.length)
    throw malformed('The body is not JSON: something follows its list.');
};

const skipMark = (bytes: Buffer): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

const skipSpace = (bytes: Buffer, from: number): number => {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at += 1;
  return at;
};

const malformed = (message: string): ProblemError => new ProblemError({ code: 'malformed_body', message });

const notAList = (): ProblemError =>
  malformed('The body must be a JSON array of records, or one record on each line as application/x-ndjson.');

const tooMany = (): ProblemError =>
  new ProblemError({
    code: 'payload_too_large',
    message: `The body has more than ${maxRecords} records, which is what a request may have. Send them in parts.`,
  });
