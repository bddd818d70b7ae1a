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

test('a key with any letter changed, left out or added is told from a key by its checksum', () => {
  const { text } = generateApiKey();
  const secretAt = text.lastIndexOf('_') + 1;
  for (let place = secretAt; place < text.length; place += 1) {
    const other = text[place] === 'A' ? 'B' : 'A';
    expect(readApiKey(`Bearer ${text.slice(0, place)}${other}${text.slice(place + 1)}`)).toBeUndefined();
  }
  const [, id = ''] = text.split('_');
  expect(readApiKey(`Bearer ${text.replace(id, `${id.slice(1)}${id[0]}`)}`)).toBeUndefined();
});

test('keys made before there were checksums are still read', () => {
  expect(readApiKey(`Bearer nl_qafZqdY0U2PI_mSBzom8ZpoHFJH2Psjhzf6Ri2NrseRNCNSAVwz9Z`)).toEqual({
    id: 'key_qafZqdY0U2PI',
    secret: 'mSBzom8ZpoHFJH2Psjhzf6Ri2NrseRNCNSAVwz9Z',
  });
});
