import type { en } from './en.ts';
import type { Forms } from './forms.ts';

/** The texts of a language. A text that is missing, or that is given less than it needs, does not compile. */
export type Catalogue = Omit<typeof en, 'quantities'> & {
  quantities: Record<keyof (typeof en)['quantities'], Forms>;
};

/** What can be counted. */
export type Thing = keyof Catalogue['quantities'];
