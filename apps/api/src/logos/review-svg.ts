import { readElements, type SvgElement, type SvgTree } from './read-elements.ts';
import { weighDrawing } from './weigh-drawing.ts';

/** A drawing that may be drawn: its text with a size in pixels, which is as large as a page prints it. */
export interface Drawing {
  svg: string;
  width: number;
  height: number;
}

const maxBytes = 64 * 1024;
const maxDrawn = 5_000;
/** 60 mm by 12 mm, where pages have it, at 300 dots an inch. */
const box = { width: 709, height: 142 };
const maxRatio = 20;
const maxNamed = 10;

/** What logos are drawn with. Nothing of it loads, runs or moves. */
const drawn = new Set([
  ...['svg', 'g', 'defs', 'symbol', 'use', 'title', 'desc', 'metadata', 'style'],
  ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'],
  ...['linearGradient', 'radialGradient', 'stop', 'clipPath', 'mask'],
]);
const texts = new Set(['text', 'tspan', 'textPath', 'tref', 'altGlyph']);
const html = new Set(['script', 'iframe', 'object', 'embed', 'link', 'img', 'image', 'video', 'audio']);

const list = (names: Iterable<string>): string => {
  const all = [...new Set(names)].map((name) => name.slice(0, 40));
  return [...all.slice(0, maxNamed), ...(all.length > maxNamed ? ['others'] : [])].join(', ');
};

const refersOutside = ({ local, value }: SvgElement['attributes'][number]): boolean =>
  (local === 'href' && !value.trim().startsWith('#')) || loads(value);
const loads = (css: string): boolean => /url\((?![\s'"]*#)|@import|image-set\(/i.test(css);

const number = (text: string): number =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
const isSize = (size: number | undefined): size is number =>
  size !== undefined && size >= 0.01 && size <= 100_000;

/** Left, top, width and height of what is shown, in the drawing's own units. */
const viewOf = ({ attributes }: SvgElement): [number, number, number, number] | undefined => {
  const valueOf = (wanted: string) => attributes.find(({ name }) => name === wanted)?.value.trim();
  const given = valueOf('viewBox')?.split(/\s*,\s*|\s+/) ?? [
    '0',
    '0',
    ...['width', 'height'].map((side) => valueOf(side)?.replace(/px$/, '') ?? ''),
  ];
  const [left = NaN, top = NaN, width, height] = given.map(number);
  const inReach = [left, top].every((edge) => Math.abs(edge) <= 100_000);
  return given.length === 4 && inReach && isSize(width) && isSize(height)
    ? [left, top, width, height]
    : undefined;
};

const faultsOf = (tree: SvgTree): string[] => {
  const { root, elements, css } = tree;
  const attributes = elements.flatMap((element) => element.attributes);
  const foreign = elements.filter(({ name, isDrawn }) =>
    isDrawn ? !drawn.has(name) && !texts.has(name) : html.has(name.toLowerCase()),
  );
  const handlers = attributes.filter(({ local }) => /^on/i.test(local));
  const outside = attributes.filter(refersOutside);
  const view = viewOf(root);
  return [
    ...(foreign.length > 0 ? [`have no ${list(foreign.map(({ name }) => `<${name}>`))}`] : []),
    ...(elements.some(({ name, isDrawn }) => isDrawn && texts.has(name))
      ? ['have its text as outlines (paths), because fonts do not come with it']
      : []),
    ...(handlers.length > 0 ? [`have no ${list(handlers.map(({ name }) => name))}`] : []),
    ...(outside.length > 0
      ? [`refer to nothing outside itself (${list(outside.map(({ name }) => name))})`]
      : []),
    ...(loads(css) ? ['refer to nothing outside itself (<style>)'] : []),
    ...(view
      ? view[2] / view[3] > maxRatio || view[3] / view[2] > maxRatio
        ? [`be ${maxRatio} times as long as it is wide at most`]
        : []
      : ['have a viewBox, or a width and height in pixels, from 0.01 to 100,000']),
    ...(weighDrawing(tree) > maxDrawn
      ? ['draw 5,000 elements at most, where what is used again counts again']
      : []),
  ];
};

const escaped = (value: string): string =>
  value.replace(/[&<"\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);

const sized = (tree: SvgTree): Drawing => {
  const { root, rest } = tree;
  const [left, top, wide, high] = viewOf(root) ?? [0, 0, 1, 1];
  const scale = Math.min(box.width / wide, box.height / high);
  const width = Math.max(1, Math.round(wide * scale));
  const height = Math.max(1, Math.round(high * scale));
  const size = { viewBox: `${left} ${top} ${wide} ${high}`, width: `${width}`, height: `${height}` };
  const others = root.attributes.filter(({ name }) => !(name in size));
  const attributes = [...others, ...Object.entries(size).map(([name, value]) => ({ name, value }))];
  const start = attributes.map(({ name, value }) => `${name}="${escaped(value)}"`).join(' ');
  return { svg: `<svg ${start}${rest === undefined ? '/>' : `>${rest}`}`, width, height };
};

/** An SVG as it may be drawn, or all that is wrong with it, in words that follow the logo's name. Takes milliseconds for any file. */
export const reviewSvg = (file: Buffer): { drawing: Drawing } | { fault: string } => {
  if (file.length > maxBytes) return { fault: 'must be an SVG of 64 kB at most' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return { fault: 'must be an SVG in UTF-8' };
  }
  const { tree, faults: ofFile } = readElements(text);
  const faults = [...ofFile, ...(tree ? faultsOf(tree) : [])];
  return tree && faults.length === 0 ? { drawing: sized(tree) } : { fault: `must ${faults.join('; must ')}` };
};
