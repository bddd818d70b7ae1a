import { SaxesParser } from 'saxes';

/** An element of an SVG, with what counts when it is judged. */
export interface SvgElement {
  name: string;
  /** Whether it may be drawn. What editors add of their own has a prefix and is not. */
  isDrawn: boolean;
  attributes: { name: string; local: string; value: string }[];
  children: SvgElement[];
}

export interface SvgTree {
  root: SvgElement;
  /** In the order of the file, the root first. */
  elements: SvgElement[];
  /** What stands in its `<style>`. */
  css: string;
  /** The text behind the root's start tag, up to the end of the file; undefined: its end tag is the same one. */
  rest: string | undefined;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
/** Of elements in elements: whoever reads deeper pays for each level again. */
const maxDepth = 64;

/** Ends the reading; its message follows "must". */
class Unreadable extends Error {}

/**
 * An SVG's elements, and what is wrong with it as a file, in words that follow "must"; no tree where it is no SVG. Entities are not
 * expanded, nothing is loaded.
 */
export const readElements = (text: string): { tree: SvgTree | undefined; faults: string[] } => {
  const parser = new SaxesParser({ xmlns: true });
  const open: SvgElement[] = [];
  const elements: SvgElement[] = [];
  const faults = new Set<string>();
  let css = '';
  let rest: string | undefined;
  parser.on('error', ({ message }) => {
    throw new Unreadable(`be well-formed XML (${message.slice(0, 120)})`);
  });
  parser.on('doctype', () => faults.add('have no DOCTYPE'));
  parser.on('opentag', ({ prefix, local, uri, attributes, isSelfClosing }) => {
    const isSvg = uri === svgNamespace;
    if (elements.length === 0) {
      if (!isSvg || local !== 'svg') throw new Unreadable(`have an <svg> of ${svgNamespace} as its root`);
      rest = isSelfClosing ? undefined : text.slice(parser.position);
    }
    if (open.length >= maxDepth) throw new Unreadable(`have ${maxDepth} levels of elements at most`);
    // What draws knows names alone, so a name without a prefix is judged as SVG's, whatever its namespace.
    if (isSvg && prefix !== '') faults.add('name its elements without a prefix');
    const element: SvgElement = {
      name: local,
      isDrawn: isSvg || prefix === '',
      attributes: Object.values(attributes),
      children: [],
    };
    open.at(-1)?.children.push(element);
    elements.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const addCss = (part: string) => {
    if (open.at(-1)?.name === 'style') css += part;
  };
  parser.on('text', addCss);
  parser.on('cdata', addCss);
  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { tree: undefined, faults: [...faults, error.message] };
  }
  const [root] = elements;
  return { tree: root && { root, elements, css, rest }, faults: [...faults] };
};
