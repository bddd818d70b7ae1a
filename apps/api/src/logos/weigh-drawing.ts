import type { SvgElement, SvgTree } from './read-elements.ts';

const inCss = /url\([\s'"]*#([^'")\s]+)/gi;
const referencesIn = (css: string): string[] => [...css.matchAll(inCss)].map(([, id = '']) => id);

const referencesOf = ({ attributes }: SvgElement): string[] =>
  attributes.flatMap(({ local, value }) =>
    local === 'href' && value.trim().startsWith('#') ? [value.trim().slice(1)] : referencesIn(value),
  );

/**
 * How many elements are drawn: each counts again wherever it is used (`<use>`, clips, masks, gradients), so that a few lines cannot
 * ask for millions. What refers to itself is infinite. A style sheet counts for every element. The tree must not be deep.
 */
export const weighDrawing = ({ root, elements, css }: SvgTree): number => {
  const named = new Map<string, SvgElement>();
  for (const element of elements) {
    const id = element.attributes.find(({ name }) => name === 'id')?.value;
    if (id !== undefined && !named.has(id)) named.set(id, element);
  }
  const weights = new Map<SvgElement, number>();
  const used = (ids: string[]): SvgElement[] => ids.flatMap((id) => named.get(id) ?? []);
  const weigh = (element: SvgElement): number => {
    const known = weights.get(element);
    if (known !== undefined) return known;
    weights.set(element, Infinity);
    const weight = [...element.children, ...used(referencesOf(element))].reduce(
      (sum, part) => sum + weigh(part),
      1,
    );
    weights.set(element, weight);
    return weight;
  };
  const styled = used(referencesIn(css)).reduce((sum, part) => sum + weigh(part), 0);
  return weigh(root) + styled * elements.length;
};
