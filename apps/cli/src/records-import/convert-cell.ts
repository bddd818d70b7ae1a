import type { JsonSchema } from '@reports/validation';
import { DateTime } from 'luxon';

/** How a file writes its values. */
export interface CellOptions {
  /** What parts a number's decimals. `either`: a comma does where it is the last of both, so `85,25` and `1.234,5` and `85.25`. */
  decimals: 'point' | 'comma' | 'either';
  /** IANA zone of times that have no offset. Undefined: the API refuses such times. */
  timezone?: string;
  /** Luxon's tokens, `dd/MM/yyyy HH:mm` say, for times that are not written year first. */
  dateFormat?: string;
}

const yes = new Set(['true', 't', 'yes', 'y', '1']);
const no = new Set(['false', 'f', 'no', 'n', '0']);

/**
 * What a cell's text says for a field. A text that is nothing of the field's kind stays as it is: the check of the record then
 * says in the API's words what is wrong.
 */
export const convertCell = (cell: string, schema: JsonSchema, options: CellOptions): unknown => {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return toNumber(cell, options);
    case 'boolean':
      return yes.has(cell.toLowerCase()) ? true : no.has(cell.toLowerCase()) ? false : cell;
    case 'array':
      try {
        return JSON.parse(cell) as unknown;
      } catch {
        return cell;
      }
    default:
      if (schema.format === 'date-time') return toInstant(cell, options);
      // `Positive` is positive.
      return schema.enum?.find((name) => String(name).toLowerCase() === cell.toLowerCase()) ?? cell;
  }
};

const duration = /^(?:(\d+):)?([0-5]?\d):([0-5]\d)$/;

const toNumber = (cell: string, { decimals }: CellOptions): unknown => {
  const [, hours = '0', minutes, seconds] = duration.exec(cell) ?? [];
  if (minutes !== undefined) return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  const isComma = decimals === 'comma' || (decimals === 'either' && /^[^,]*,[^,.]*$/.test(cell));
  const text = isComma ? cell.replaceAll(/[.\s\u00a0\u202f]/g, '').replace(',', '.') : cell;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : cell;
};

const withOffset = /(?:z|[+-]\d\d:?\d\d)$/i;

const toInstant = (cell: string, { timezone, dateFormat }: CellOptions): unknown => {
  const zone = { zone: timezone ?? 'UTC' };
  if (dateFormat !== undefined) {
    const time = DateTime.fromFormat(cell, dateFormat, zone);
    // A time of no zone is nobody's instant: without --timezone it stays text, and is refused.
    if (time.isValid && (timezone !== undefined || /Z|z/.test(dateFormat))) return toText(time);
    return cell;
  }
  const iso = cell.replace(/^(\d{4}-\d\d-\d\d) +/, '$1T').replace(/ +(?=[+-]\d\d:?\d\d$|z$)/i, '');
  if (withOffset.test(iso) && iso.includes('T')) return iso;
  if (timezone === undefined) return cell;
  const time = DateTime.fromISO(iso, zone);
  return time.isValid && iso.includes('T') ? toText(time) : cell;
};

const toText = (time: DateTime): string => time.toUTC().toISO({ suppressMilliseconds: true }) ?? '';
