import { setting } from '@reports/service';

/** The first signs, all verify. */
export type SigningKeys = readonly [string, ...string[]];

const minKeyLength = 32;

/** Keys by commas, each long enough. Throws with what they must be. */
const parseKeys = (text: string): SigningKeys => {
  const [first = '', ...others] = text.split(',').map((key) => key.trim());
  if ([first, ...others].every((key) => key.length >= minKeyLength)) return [first, ...others];
  throw new Error(`at least ${minKeyLength} characters, or several keys of that length by commas`);
};

/** The settings of a service that makes or checks links. */
export const signingSettings = {
  publicUrl: setting.url('PUBLIC_URL', 'the base of links that people follow, https://reports.example.com'),
  signingKeys: setting.key(
    'SIGNING_KEY',
    'the keys that sign links: the first signs, all are taken; the same for the api and the notifier',
    parseKeys,
  ),
} as const;
