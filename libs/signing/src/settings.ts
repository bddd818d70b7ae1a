import { setting } from '@reports/service';

const minKeyLength = 32;

/** Text that is long enough to be a key. Throws with what it must be. */
const parseKey = (text: string): string => {
  if (text.length < minKeyLength) throw new Error(`at least ${minKeyLength} characters`);
  return text;
};

/** The settings of a service that makes or checks links. */
export const signingSettings = {
  publicUrl: setting.url('PUBLIC_URL', 'the base of links that people follow, https://reports.example.com'),
  signingKey: setting.key(
    'SIGNING_KEY',
    'the key that signs links: the same for the api and the notifier',
    parseKey,
  ),
} as const;
