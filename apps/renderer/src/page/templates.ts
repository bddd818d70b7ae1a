import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { messageOf, ServiceError } from '@reports/service';
import { words } from '@reports/wording';
import { sayInHtml } from './say-in-html.ts';

export type Template<View extends object> = (view: View) => string;

const missing = (file: URL, cause: unknown) =>
  new ServiceError({
    code: 'template_missing',
    message: `The template ${fileURLToPath(file)} cannot be read (${messageOf(cause)}). Restore it from the release.`,
    fate: 'operator',
    cause,
  });

const read = (file: URL): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw missing(file, cause);
  }
};

/** Makes a value at its first use. One that could not be made is tried again at the next. */
const once = <Value>(make: () => Value): (() => Value) => {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
};

const partialsFolder = new URL('./partials/', import.meta.url);

const partialNames = (): string[] => {
  try {
    return readdirSync(partialsFolder);
  } catch (cause) {
    throw missing(partialsFolder, cause);
  }
};

const environment = once(() => {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(sayInHtml);
  for (const file of partialNames()) {
    handlebars.registerPartial(basename(file, '.hbs'), read(new URL(file, partialsFolder)));
  }
  return handlebars;
});

/**
 * A template file, compiled at its first use, which is when the service warms up. Views are data: no text of theirs is ever
 * compiled, all of it is escaped, and a field that a template names and a view lacks is an error. A file that cannot be
 * read makes the reports that need it wait with `template_missing`, and no others.
 */
export const compileTemplate = <View extends object>(file: URL): Template<View> => {
  const template = once(() =>
    environment().compile<View>(read(file), {
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: { say: true, sayAll: true, strong: true },
      preventIndent: true,
    }),
  );
  // `@t` are the texts of the language in force.
  return (view) => template()(view, { data: { t: words() } });
};

/** A style sheet that lies beside a template, read at its first use. */
export const styleSheet = (file: URL): (() => string) => once(() => read(file));
