import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signMessage } from './sign-message.ts';

const secrets = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);

test('the library of Standard Webhooks takes every message that we sign', () => {
  fc.assert(
    fc.property(secrets, fc.jsonValue(), (secret, payload) => {
      const body = JSON.stringify(payload);
      const headers = signMessage({ id: 'dlv_1', body, secrets: [secret], now: new Date() });
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }),
  );
});

test('while a secret is replaced, the old and the new one both verify, and no other does', () => {
  fc.assert(
    fc.property(secrets, secrets, secrets, (fresh, old, other) => {
      fc.pre(new Set([fresh, old, other]).size === 3);
      const body = '{"type":"report.completed"}';
      const headers = signMessage({ id: 'dlv_1', body, secrets: [fresh, old], now: new Date() });
      expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
      expect(() => new Webhook(fresh).verify(body, headers)).not.toThrow();
      expect(() => new Webhook(old).verify(body, headers)).not.toThrow();
      expect(() => new Webhook(other).verify(body, headers)).toThrow();
      expect(() => new Webhook(fresh).verify(`${body} `, headers)).toThrow();
      expect(() => new Webhook(fresh).verify(body, { ...headers, 'webhook-id': 'dlv_2' })).toThrow();
    }),
  );
});
