import { expect, test } from 'vitest';
import { generateApiKey, isSecret, readApiKey } from './api-key.ts';

test('a new key is read back from its header, and its secret is known by its hash', () => {
  const { id, secretHash, text } = generateApiKey();
  const key = readApiKey(`Bearer ${text}`);
  expect(key?.id).toBe(id);
  expect(isSecret(key?.secret ?? '', secretHash)).toBe(true);
  expect(isSecret(`${key?.secret}x`, secretHash)).toBe(false);
  expect(readApiKey(`bearer  ${text} `)).toEqual(key);
});

test.each([
  [undefined],
  [''],
  ['Bearer'],
  ['Bearer nl_'],
  ['Bearer nl_abc'],
  ['Bearer nl_abc_short'],
  ['Basic nl_abc_0123456789abcdef'],
  ['nl_abc_0123456789abcdef'],
])('%s holds no key', (header) => {
  expect(readApiKey(header)).toBeUndefined();
});
