import { hash } from 'node:crypto';

/** SHA-256 of a body, whatever the order of its fields and the space between them. */
export const hashBody = (body: unknown): Buffer =>
  hash('sha256', Buffer.isBuffer(body) ? body : (JSON.stringify(body, sortFields) ?? ''), 'buffer');

const sortFields = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
