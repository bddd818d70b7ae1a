import { AsyncLocalStorage } from 'node:async_hooks';
import type { Branding } from '@reports/contracts';
import { ar } from './languages/ar.ts';
import type { Catalogue } from './languages/catalogue.ts';
import { de } from './languages/de.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fr } from './languages/fr.ts';
import { hi } from './languages/hi.ts';

/** How readers of a workspace are spoken to. */
export interface Language {
  /** BCP 47, as `lang` has it. */
  code: string;
  direction: 'ltr' | 'rtl';
  words: Catalogue;
  /** Whose numbers and dates these are, for `Intl`. */
  locale: string;
  dateFormat: NonNullable<Branding['date_format']>;
}

type Spoken = Omit<Language, 'code' | 'dateFormat'>;

/** Digits are 0 to 9 everywhere, as in the JSON and CSV of the same report; weeks and years are those of ISO 8601. */
const spoken: Record<NonNullable<Branding['language']>, Spoken> = {
  en: { direction: 'ltr', words: en, locale: 'en-GB' },
  de: { direction: 'ltr', words: de, locale: 'de-DE-u-nu-latn' },
  es: { direction: 'ltr', words: es, locale: 'es-ES-u-nu-latn' },
  fr: { direction: 'ltr', words: fr, locale: 'fr-FR-u-nu-latn' },
  hi: { direction: 'ltr', words: hi, locale: 'hi-IN-u-nu-latn' },
  ar: { direction: 'rtl', words: ar, locale: 'ar-u-nu-latn' },
};

/** Whether this release has the texts of a language. */
export const isKnownLanguage = (code: string): code is NonNullable<Branding['language']> =>
  Object.hasOwn(spoken, code);

const dateFormats: readonly string[] = [
  'month_day_year',
  'year_month_day',
] satisfies Language['dateFormat'][];

const isDateFormat = (format: string | undefined): format is Language['dateFormat'] =>
  format !== undefined && dateFormats.includes(format);

/** The language of a branding: English where it names none, or one of a later release. */
export const languageOf = ({
  language: code = 'en',
  date_format: format,
}: { language?: string | undefined; date_format?: string | undefined } = {}): Language => {
  const known = isKnownLanguage(code) ? code : 'en';
  return { ...spoken[known], code: known, dateFormat: isDateFormat(format) ? format : 'day_month_year' };
};

const inForce = new AsyncLocalStorage<Language>();
const english = languageOf();

/**
 * Does `work` in a language: all figures, dates and texts that it asks for are in it. The language goes with the work as a trace does,
 * so that no function between the page and a figure passes it on.
 */
export const inLanguage = <Result>(language: Language, work: () => Result): Result =>
  inForce.run(language, work);

/** The language in force; English where nobody has said. */
export const language = (): Language => inForce.getStore() ?? english;

/** The texts of the language in force. */
export const words = (): Catalogue => language().words;
