import { inSpan, type Logger } from '@reports/service';
import { createTransport } from 'nodemailer';
import type { Sender, SmtpServer } from './smtp-server.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** With its angle brackets. */
  messageId: string;
  headers: Record<string, string>;
  attachment?: { fileName: string; contentType: string; content: Buffer };
  /** PNGs, shown where the HTML names their `cid`. */
  images?: readonly { name: string; cid: string; content: Buffer }[];
}

export interface Mailer {
  /** Hands a mail over; resolves with the server's words once it has accepted it. Throws nodemailer's error. */
  send: (mail: Mail, signal: AbortSignal) => Promise<string>;
  /** Throws when the server does not answer, or refuses our credentials. */
  check: () => Promise<void>;
  close: () => void;
}

export interface MailerTimes {
  connectMs: number;
  greetingMs: number;
  /**
   * Silence that ends a connection. RFC 5321 (4.5.3.2) asks for ten minutes after the last byte of a message: whoever leaves
   * sooner sends again what a slow server was about to accept.
   */
  silenceMs: number;
  /** An unused connection is closed before the server, or something on the way, drops it. */
  idleMs: number;
}

export const mailerTimes: MailerTimes = {
  connectMs: 10_000,
  greetingMs: 30_000,
  silenceMs: 600_000,
  idleMs: 15_000,
};

/** A result of the check holds this long: probes come from several sides and each would open a connection. */
const checkHoldsMs = 5_000;

export const createMailer = (
  server: SmtpServer,
  sender: Sender,
  {
    connections,
    times = mailerTimes,
    trustedCertificate,
    log,
  }: {
    connections: number;
    times?: MailerTimes;
    /** PEM of an authority of our own; else the system's are trusted. */
    trustedCertificate?: string;
    log: Logger;
  },
): Mailer => {
  const options = {
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    ...(server.auth && { auth: server.auth }),
    name: sender.domain,
    connectionTimeout: times.connectMs,
    greetingTimeout: times.greetingMs,
    tls: { minVersion: 'TLSv1.2', ...(trustedCertificate && { ca: trustedCertificate }) },
  } as const;
  const pool = createTransport({
    ...options,
    pool: true,
    maxConnections: connections,
    maxMessages: 100,
    // The ledger alone repeats: a try that the pool repeated by itself would not be counted.
    maxRequeues: 0,
    socketTimeout: times.silenceMs,
    idleTimeout: times.idleMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'the pool of mail connections failed'));
  const probe = createTransport({ ...options, socketTimeout: times.greetingMs });

  let checked: { at: number; result: Promise<void> } | undefined;
  const check = (): Promise<void> => {
    if (checked === undefined || Date.now() - checked.at > checkHoldsMs) {
      const result = probe.verify().then(() => undefined);
      result.catch(() => undefined);
      checked = { at: Date.now(), result };
    }
    return checked.result;
  };

  return {
    check,
    close: () => {
      pool.close();
      probe.close();
    },
    send: async ({ attachment, images = [], ...mail }, signal) => {
      const sent = await inSpan(
        'send e-mail',
        { kind: 'client', attributes: { 'server.address': server.host } },
        () =>
          pool.sendMail({
            ...mail,
            from: sender.text,
            signal,
            // Machines that answer mail on their own leave this one alone.
            headers: {
              ...mail.headers,
              'Auto-Submitted': 'auto-generated',
              'X-Auto-Response-Suppress': 'All',
            },
            attachments: [
              ...images.map(({ name, cid, content }) => ({
                filename: name,
                contentType: 'image/png',
                content,
                cid,
                contentDisposition: 'inline' as const,
              })),
              ...(attachment
                ? [
                    {
                      filename: attachment.fileName,
                      contentType: attachment.contentType,
                      content: attachment.content,
                      contentDisposition: 'attachment' as const,
                    },
                  ]
                : []),
            ],
          }),
      );
      return sent.response;
    },
  };
};
