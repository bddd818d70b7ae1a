/** Both inclusive, counted from 0. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The part of a file that a request asks for, by RFC 9110. Undefined: the whole of it, also where the request asks for
 * several ranges or for one of another version, which a server may answer with the whole.
 */
export const readRange = ({
  range,
  ifRange,
  etag,
  bytes,
}: {
  range: string | undefined;
  ifRange: string | string[] | undefined;
  etag: string;
  bytes: number;
}): ByteRange | 'unsatisfiable' | undefined => {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range?.replaceAll(/\s/g, '') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'unsatisfiable' : { first: bytes - length, last: bytes - 1 };
  }
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return Number(first) >= bytes ? 'unsatisfiable' : { first: Number(first), last: end };
};
