import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@reports/service';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { classifyFailure, isTooLarge } from '../src/email/classify-failure.ts';
import { createMailer, type Mailer } from '../src/email/mailer.ts';
import { parseSender, parseSmtpUrl } from '../src/email/smtp-server.ts';
import { createSelfSignedCertificate } from '@reports/local-platform/testing';

const { certificate, key } = createSelfSignedCertificate('localhost');
const log = createLogger({ service: 'test', level: 'silent' });
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

interface Session {
  secure: boolean;
  user: string;
}

/** A mail server that wants `user` and `secret`; tells each session that handed over a mail, and each login tried. */
const startServer = async (options: SMTPServerOptions) => {
  const sessions: Session[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    key,
    cert: certificate,
    onAuth: ({ username, password }, _session, done) => {
      logins.push(`${username}:${password}`);
      if (password === 'sec/ret') done(null, { user: username ?? '' });
      else done(new Error('Wrong password'));
    },
    onData: (stream, { secure, user }, done) => {
      stream.resume();
      stream.on('end', () => {
        sessions.push({ secure, user: String(user) });
        done();
      });
    },
    ...options,
  });
  // A client that leaves during the handshake is what some tests are about.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = listening.address() as AddressInfo;
  return { port, sessions, logins };
};

const mailerTo = (url: string, trusted = true): Mailer => {
  const mailer = createMailer(parseSmtpUrl(url), parseSender('Reports <reports@example.com>'), {
    connections: 1,
    ...(trusted && { trustedCertificate: certificate }),
    log,
  });
  closing.push(mailer.close);
  return mailer;
};

const mail = {
  to: 'ann@example.com',
  subject: 'QA performance',
  text: 'text',
  html: '<p>html</p>',
  messageId: '<dlv_1@example.com>',
  headers: {},
};
const send = (mailer: Mailer) => mailer.send(mail, AbortSignal.timeout(10_000));

test('smtps: TLS from the first byte, with a login', async () => {
  const { port, sessions } = await startServer({ secure: true });
  const mailer = mailerTo(`smtps://reports:sec%2Fret@localhost:${port}`);
  await mailer.check();
  await send(mailer);
  expect(sessions).toEqual([{ secure: true, user: 'reports' }]);
});

test('smtp with a login: STARTTLS first', async () => {
  const { port, sessions } = await startServer({ secure: false });
  await send(mailerTo(`smtp://reports:sec%2Fret@localhost:${port}`));
  expect(sessions).toEqual([{ secure: true, user: 'reports' }]);
});

test('a password is not sent to a server that offers no TLS', async () => {
  const { port, logins } = await startServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  const mailer = mailerTo(`smtp://reports:sec%2Fret@localhost:${port}`);
  const failure = await send(mailer).catch((error: unknown) => error);
  expect(classifyFailure(failure)).toMatchObject({ kind: 'failed' });
  expect(logins).toEqual([]);
  await expect(mailer.check()).rejects.toThrow();
});

test('a certificate that nobody vouches for is refused, before the password', async () => {
  const { port, logins } = await startServer({ secure: true });
  const mailer = mailerTo(`smtps://reports:sec%2Fret@localhost:${port}`, false);
  await expect(send(mailer)).rejects.toThrow(/self-signed/);
  expect(logins).toEqual([]);
});

test('a wrong password is a setting to fix: mail waits for it', async () => {
  const { port } = await startServer({ secure: true });
  const mailer = mailerTo(`smtps://reports:wrong@localhost:${port}`);
  const failure = await send(mailer).catch((error: unknown) => error);
  expect(classifyFailure(failure)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('535') });
  await expect(mailer.check()).rejects.toThrow(/535|Wrong password/);
});

test('a server that takes no mail of this size is heard', async () => {
  const { port } = await startServer({
    secure: true,
    size: 100,
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () =>
        done(stream.sizeExceeded ? Object.assign(new Error('5.3.4 too big'), { responseCode: 552 }) : null),
      );
    },
  });
  const mailer = mailerTo(`smtps://reports:sec%2Fret@localhost:${port}`);
  const failure = await send(mailer).catch((error: unknown) => error);
  expect(isTooLarge(failure)).toBe(true);
  expect(classifyFailure(failure)).toMatchObject({ kind: 'refused' });
});
