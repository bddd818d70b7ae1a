import { setting, type Setting } from '@reports/service';

const minKeyLength = 32;

const signingKey: Setting<string> = {
  name: 'SIGNING_KEY',
  meaning: 'the key that signs links: the same for the api and the notifier',
  parse: (text) => {
    if (text.length < minKeyLength) throw new Error(`at least ${minKeyLength} characters`);
    return text;
  },
};

/** The settings of a service that makes or checks links. */
export const signingSettings = {
  publicUrl: setting.url('PUBLIC_URL', 'the base of links that people follow, https://reports.example.com'),
  signingKey,
} as const;
