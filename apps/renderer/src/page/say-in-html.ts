import Handlebars from 'handlebars';

/** A value that is to stand out in its sentence. */
interface Strong {
  strong: string;
}

type Sentence = (...values: string[]) => string;

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

/**
 * Helpers of the templates. `{{say @t.qa.target target}}` puts values into a sentence of the catalogue, each escaped and isolated, so that a
 * name written in the other direction does not turn the sentence around; `(strong name)` has one stand out.
 */
export const sayInHtml = {
  say: (sentence: Sentence, ...rest: unknown[]): Handlebars.SafeString => {
    const values = rest.slice(0, -1) as (string | Strong)[];
    const text = Handlebars.escapeExpression(sentence(...values.map((_value, index) => placeOf(index))));
    return new Handlebars.SafeString(
      text.replace(/\uE000(\d+)\uE001/g, (_place, index: string) => htmlOf(values[Number(index)] ?? '')),
    );
  },
  strong: (text: string): Strong => ({ strong: text }),
};
