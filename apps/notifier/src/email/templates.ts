import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** Compiled once, at start. Templates are files of ours; what a report says is data and is never compiled. */
const read = (file: string): string =>
  readFileSync(new URL(`templates/${file}.hbs`, import.meta.url), 'utf8').replaceAll(
    ourAccent,
    '{{@root.accent}}',
  );

/** As the templates have it; a workspace may have another one. */
export const ourAccent = '#24589c';

// Strict: a name that the template has and the data lacks is an error here, not an empty line in somebody's inbox.
const options = { strict: true, knownHelpersOnly: true } as const;

const html = Handlebars.create();
html.registerPartial('layout', html.compile(read('layout.html'), options));
const text = Handlebars.create();
text.registerPartial('details', text.compile(read('details.text'), { ...options, noEscape: true }));

/** Without the places where a word of the catalogue may break on a narrow page: mail programs show them as hyphens. */
export const unbroken = (said: string): string => said.replaceAll('\u00ad', '');

const compile = (name: string) => {
  const asHtml = html.compile<Letter>(read(`${name}.html`), options);
  const asText = text.compile<Letter>(read(`${name}.text`), { ...options, noEscape: true });
  return (view: Letter) => ({ html: unbroken(asHtml(view)), text: unbroken(asText(view)) });
};

/** A line of a table. `line` is the same for plain text: the label padded, then the value. */
export interface Entry {
  label: string;
  value: string;
  line: string;
}

interface Letter {
  subject: string;
  /** What an inbox shows beside the subject. */
  preheader: string;
  /** Keeps the rest of the letter out of the preheader. */
  preheaderFiller: string;
  barColour: string;
  /** The workspace's own colour, or ours. */
  accent: string;
  /** Where the HTML has the workspace's logo; null: it has none. */
  logo: string | null;
  /** BCP 47. */
  language: string;
  direction: 'ltr' | 'rtl';
  /** `left` and `right`, or the other way round. */
  start: string;
  end: string;
  /** What the link for it says. */
  unsubscribe: string;
  workspace: string;
  title: string;
  period: string;
  details: Entry[];
  /** Why this reader gets it. */
  why: string;
  unsubscribeUrl: string | null;
}

interface Rendered {
  html: string;
  text: string;
}

export interface ReadyLetter extends Letter {
  figures: Entry[];
  /** That data is missing, and which. */
  missingData: string | null;
  chart: {
    source: string;
    width: number;
    height: number;
    title: string;
    /** Below its left and its right end. */
    first: string;
    last: string;
    /** Room before the one and after the other, in percent of the width: they stand under their bars. */
    before: number;
    after: number;
    /** For who cannot see it. */
    words: string;
  } | null;
  /** CSS width of a figure where there is room for all in a row. */
  figureWidth: string;
  /** What of a condition sent the mail. */
  decision: string | null;
  remark: string | null;
  link: { url: string; label: string; note: string } | null;
  /** Where the file is: attached, or why not. */
  fileNote: string | null;
}

export interface FailedLetter extends Letter {
  verdict: string;
  whatToDo: string;
  cause: string;
  advice: string;
}

export const renderReady: (letter: ReadyLetter) => Rendered = compile('ready');
export const renderFailed: (letter: FailedLetter) => Rendered = compile('failed');
