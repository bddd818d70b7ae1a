import { describe, expect, test } from 'vitest';
import { classifyFailure, isTooLarge } from './classify-failure.ts';

const failure = (parts: { code: string; command?: string; response?: string }) =>
  Object.assign(new Error(parts.response ?? 'failed'), {
    ...parts,
    ...(parts.response && { responseCode: Number.parseInt(parts.response, 10) }),
  });

describe('a refusal by the mail server', () => {
  test.each([
    ['550 5.1.1 no such user', 'RCPT TO', 'EENVELOPE', 'refused'],
    ['553 not this sender', 'MAIL FROM', 'EENVELOPE', 'refused'],
    ['554 5.7.1 looks like spam', 'DATA', 'EMESSAGE', 'refused'],
    ['450 4.2.1 try later', 'RCPT TO', 'EENVELOPE', 'failed'],
    ['421 4.3.2 shutting down', 'DATA', 'ECONNECTION', 'failed'],
    ['452 4.3.1 disk full', 'DATA', 'EMESSAGE', 'failed'],
    ['554 no service here', 'CONN', 'EPROTOCOL', 'failed'],
    ['535 5.7.8 wrong password', 'AUTH PLAIN', 'EAUTH', 'failed'],
    ['530 5.7.0 must issue STARTTLS first', 'MAIL FROM', 'EENVELOPE', 'failed'],
    ['502 not implemented', 'EHLO', 'EPROTOCOL', 'failed'],
  ])('%s to %s', (response, command, code, kind) => {
    const outcome = classifyFailure(failure({ code, command, response }));
    expect(outcome).toEqual({ kind, reason: `The mail server answered: ${response}` });
  });
});

test.each(['ECONNECTION', 'ETIMEDOUT', 'EDNS', 'ETLS', 'ESOCKET', 'EABORT'])('%s may pass', (code) => {
  expect(classifyFailure(failure({ code, command: 'CONN' })).kind).toBe('failed');
});

test('an address that cannot stand in an envelope is refused', () => {
  const error = Object.assign(new Error('Invalid recipient "a\\nb@c"'), {
    code: 'EENVELOPE',
    command: 'API',
  });
  expect(classifyFailure(error)).toEqual({ kind: 'refused', reason: 'Invalid recipient "a\\nb@c"' });
});

test.each([
  [{ code: 'EMESSAGE', command: 'MAIL FROM' }, true],
  [{ code: 'EENVELOPE', command: 'MAIL FROM', response: '552 5.3.4 too big' }, true],
  [{ code: 'EMESSAGE', command: 'DATA', response: '523 5.3.4 message length exceeds limit' }, true],
  [{ code: 'EMESSAGE', command: 'DATA', response: '554 5.7.1 spam' }, false],
])('%j is about size: %s', (parts, tooLarge) => expect(isTooLarge(failure(parts))).toBe(tooLarge));
