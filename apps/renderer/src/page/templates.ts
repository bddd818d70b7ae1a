import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import Handlebars from 'handlebars';
import { messageOf, ServiceError } from '@reports/service';

export type Template<View extends object> = (view: View) => string;

const read = (file: URL): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ServiceError({
      code: 'template_missing',
      message: `The template ${file.pathname} cannot be read (${messageOf(cause)}). Restore the file from the release and restart the renderer.`,
      retryable: false,
      cause,
    });
  }
};

const createEnvironment = (): typeof Handlebars => {
  const environment = Handlebars.create();
  const partials = new URL('./partials/', import.meta.url);
  for (const file of readdirSync(partials)) {
    environment.registerPartial(basename(file, '.hbs'), read(new URL(file, partials)));
  }
  return environment;
};

const environment = createEnvironment();

/**
 * Compiles a template file, once, when the service starts. Views are data: no text of theirs is ever compiled, all of it is
 * escaped, and a field that a template names and a view lacks is an error.
 */
export const compileTemplate = <View extends object>(file: URL): Template<View> =>
  environment.compile<View>(read(file), { strict: true, knownHelpersOnly: true, preventIndent: true });

/** A style sheet that lies beside a template. */
export const readStyles = (file: URL): string => read(file);
