import { isUtf8 } from 'node:buffer';
import { parseJson } from '../plugins/json-body.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** One record of a request, as it came. */
export interface SentRecord {
  /** The line it stands on, from 1; of an array, its place from 1. */
  line: number;
  /** Its JSON text; undefined where it stood inside an array. */
  text: string | undefined;
  /** Parsed; undefined where the text is not JSON. */
  value: unknown;
  /** Why the text is not JSON. */
  fault?: string;
}

export const maxRecords = 10_000;

/** The records of an NDJSON body: one on each line, empty lines left out. Throws `malformed_body`, `payload_too_large`. */
export const readNdjson = (bytes: Buffer): SentRecord[] => {
  if (!isUtf8(bytes)) throw new ProblemError({ code: 'malformed_body', message: 'The body is not UTF-8.' });
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const records: SentRecord[] = [];
  for (let start = 0, line = 1; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const content = text.slice(start, end).trim();
    if (content !== '') records.push(readLine(content, line));
    start = end + 1;
  }
  return refuseTooMany(records);
};

const readLine = (text: string, line: number): SentRecord => {
  try {
    return { line, text, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { line, text, value: undefined, fault: `is not JSON: ${(error as Error).message}` };
  }
};

/** The records of a body that is a JSON array. Throws `malformed_body`, `payload_too_large`. */
export const readArray = (bytes: Buffer): SentRecord[] => {
  const values = parseJson(bytes);
  if (!Array.isArray(values)) {
    throw new ProblemError({
      code: 'malformed_body',
      message:
        'The body must be a JSON array of records, or one record on each line as application/x-ndjson.',
    });
  }
  return refuseTooMany(values.map((value: unknown, index) => ({ line: index + 1, text: undefined, value })));
};

const refuseTooMany = (records: SentRecord[]): SentRecord[] => {
  if (records.length <= maxRecords) return records;
  throw new ProblemError({
    code: 'payload_too_large',
    message: `The body has ${records.length} records; a request may have ${maxRecords}. Send them in parts.`,
  });
};
