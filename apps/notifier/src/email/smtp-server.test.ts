import { describe, expect, test } from 'vitest';
import { parseSender, parseSmtpUrl } from './smtp-server.ts';

describe('SMTP_URL', () => {
  test.each([
    ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, secure: false, requireTls: false }],
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 25, secure: false, requireTls: false }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025, secure: false, requireTls: false }],
    [
      'smtps://us%40er:p%3Aw%2F@mail.example.com',
      {
        host: 'mail.example.com',
        port: 465,
        secure: true,
        requireTls: false,
        auth: { user: 'us@er', pass: 'p:w/' },
      },
    ],
    [
      'smtp://user:secret@mail.example.com',
      {
        host: 'mail.example.com',
        port: 587,
        secure: false,
        requireTls: true,
        auth: { user: 'user', pass: 'secret' },
      },
    ],
    [
      'smtp://user:secret@localhost:25?requireTLS=false',
      {
        host: 'localhost',
        port: 25,
        secure: false,
        requireTls: false,
        auth: { user: 'user', pass: 'secret' },
      },
    ],
    [
      'smtp://mail.example.com:25?requireTLS=true',
      { host: 'mail.example.com', port: 25, secure: false, requireTls: true },
    ],
  ])('%s', (url, server) => expect(parseSmtpUrl(url)).toEqual(server));

  test.each(['mail.example.com', 'http://mail.example.com', 'smtp://', 'smtp://a?requireTLS=perhaps'])(
    '%s is refused with the form it must have',
    (url) => expect(() => parseSmtpUrl(url)).toThrow(/smtp\[s\]:\/\//),
  );
});

describe('MAIL_FROM', () => {
  test.each([
    ['Reports <reports@Example.com>', 'example.com'],
    ['reports@localhost', 'localhost'],
  ])('%s', (text, domain) => expect(parseSender(text)).toEqual({ text, domain }));

  test.each(['Reports', 'Reports <reports>', '<a@b> c', ''])('"%s" is refused', (text) =>
    expect(() => parseSender(text)).toThrow(/address/),
  );
});
