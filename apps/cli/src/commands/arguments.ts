import { InvalidArgumentError } from 'commander';
import { UsageError } from '../configuration.ts';

/** An option that may be given again and again. */
export const collect = (text: string, before: string[] = []): string[] => [...before, text];

export const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

export const anyNumber = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
};

/** `campaign_id=a`, again for a list. */
export const filtersOf = (texts: readonly string[]): Record<string, string | string[]> => {
  const filters: Record<string, string[]> = {};
  for (const text of texts) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--filter is NAME=VALUE, not "${text}".`);
    filters[name] = [...(filters[name] ?? []), value];
  }
  return Object.fromEntries(
    Object.entries(filters).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
};
