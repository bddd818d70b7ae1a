import type { Sentence, Strong } from '@reports/wording';
import Handlebars from 'handlebars';

/** What no text of ours has: where a value stands in a sentence until the sentence is HTML. */
const placeOf = (index: number): string => `\uE000${index}\uE001`;

const htmlOf = (value: string | Strong): string => {
  const isStrong = typeof value === 'object';
  const text = isStrong ? value.strong : value;
  const escaped = Handlebars.escapeExpression(text);
  // Figures have no direction of their own.
  const inner = /\p{L}/u.test(text) ? `<bdi>${escaped}</bdi>` : escaped;
  return isStrong ? `<b>${inner}</b>` : inner;
};

const sentenceInHtml = (say: Sentence['say'], values: Sentence['values']): string =>
  Handlebars.escapeExpression(say(...values.map((_value, index) => placeOf(index)))).replace(
    /\uE000(\d+)\uE001/g,
    (_place, index: string) => htmlOf(values[Number(index)] ?? ''),
  );

/**
 * Helpers of the templates. `{{say @t.qa.target target}}` puts values into a sentence of the catalogue, each escaped and isolated, so that a
 * name written in the other direction does not turn the sentence around; `(strong name)` has one stand out. `{{sayAll sentences}}`
 * has several, one after the other.
 */
export const sayInHtml = {
  say: (say: Sentence['say'], ...rest: unknown[]): Handlebars.SafeString =>
    new Handlebars.SafeString(sentenceInHtml(say, rest.slice(0, -1) as (string | Strong)[])),
  sayAll: (sentences: readonly Sentence[]): Handlebars.SafeString =>
    new Handlebars.SafeString(sentences.map(({ say, values }) => sentenceInHtml(say, values)).join(' ')),
  strong: (text: string): Strong => ({ strong: text }),
};
