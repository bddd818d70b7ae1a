import { language } from './language.ts';

/** First-strong isolate and pop: they show as nothing. */
const [open, close] = ['\u2068', '\u2069'];

/**
 * Keeps a name written from right to left apart from the sentence around it, or the figures after it would be read as part of
 * it; in a language that is written so, any name. Other names are left as they are.
 */
export const isolate = (name: string): string =>
  language().direction === 'rtl' ||
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(name)
    ? `${open}${name}${close}`
    : name;
