import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSealedSecrets, sealingSettings } from './sealed-secret.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const [old, fresh] = [key('2026a'), key('2026b')];
const secret = 'whsec_c2VjcmV0';

test('a sealed secret opens for its own row alone, and shows nothing of itself', () => {
  const { seal, open } = createSealedSecrets([fresh]);
  const sealed = seal(secret, 'whk_1');
  expect(sealed).toMatch(/^sealed\.2026b\.[\w-]+$/);
  expect(sealed).not.toBe(seal(secret, 'whk_1'));
  expect(open(sealed, 'whk_1')).toBe(secret);
  expect(() => open(sealed, 'whk_2')).toThrow(/cannot be decrypted/);
  expect(() => open(`${sealed.slice(0, -2)}AA`, 'whk_1')).toThrow(/cannot be decrypted/);
});

test('after a rotation the first key seals and all open', () => {
  const before = createSealedSecrets([old]).seal(secret, 'whk_1');
  const rotated = createSealedSecrets([fresh, old]);
  expect(rotated.open(before, 'whk_1')).toBe(secret);
  expect([rotated.isCurrent(before), rotated.isCurrent(rotated.seal(secret, 'whk_1'))]).toEqual([
    false,
    true,
  ]);
  expect(() => createSealedSecrets([fresh]).open(before, 'whk_1')).toThrow(/SECRET_KEYS/);
});

test('what was stored in clear is read as it is, and without a key stays so', () => {
  expect(createSealedSecrets([fresh]).open(secret, 'whk_1')).toBe(secret);
  expect(createSealedSecrets([fresh]).isCurrent(secret)).toBe(false);
  const none = createSealedSecrets([]);
  expect([none.seal(secret, 'whk_1'), none.isCurrent(secret)]).toEqual([secret, true]);
});

test('keys are read from the setting', () => {
  const text = `a:${fresh.key.toString('base64')}, b:${old.key.toString('base64')}`;
  expect(sealingSettings.secretKeys.parse(text)).toEqual([
    { id: 'a', key: fresh.key },
    { id: 'b', key: old.key },
  ]);
  expect(() => sealingSettings.secretKeys.parse('a:c2hvcnQ=')).toThrow(/32 bytes/);
});
