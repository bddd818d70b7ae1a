import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { httpProbe, setting, type CreateEngine } from './engine.ts';

const maildevProgram = (): string => {
  const paths = createRequire(import.meta.url).resolve.paths('maildev') ?? [];
  const program = paths.map((path) => join(path, 'maildev/dist/bin/maildev.js')).find(existsSync);
  if (program === undefined) throw new Error('maildev is not installed: run npm install');
  return program;
};

/** An SMTP server with an inbox page: SMTP_URL (and MAIL_URL, its page), else maildev on loopback. */
export const createMaildev: CreateEngine = async ({ layout, ports, purpose, fromEnvironment }) => {
  const from = setting('MAIL_FROM') ?? 'Reports <reports@localhost>';
  const external = setting('SMTP_URL');
  if (external !== undefined && fromEnvironment) {
    const page = setting('MAIL_URL');
    return {
      environment: { SMTP_URL: external, MAIL_FROM: from, ...(page !== undefined && { MAIL_URL: page }) },
    };
  }
  const url = `http://127.0.0.1:${ports.mail}`;
  const kept = purpose === 'kept' ? ['--mail-directory', join(layout.data, 'mail')] : [];
  return {
    environment: { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, MAIL_FROM: from, MAIL_URL: url },
    program: {
      name: 'maildev',
      command: process.execPath,
      args: [
        maildevProgram(),
        ...['--smtp', String(ports.smtp), '--ip', '127.0.0.1'],
        ...['--web', String(ports.mail), '--web-ip', '127.0.0.1'],
        ...kept,
      ],
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
      startTimeoutMs: 120_000,
      probe: httpProbe(`${url}/api/config`),
    },
  };
};
