import type { Setting } from '@reports/service';

/** Where mail is handed over, and how. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps`). */
  secure: boolean;
  /** STARTTLS or nothing. Without it, STARTTLS is used where the server offers it. */
  requireTls: boolean;
  auth?: { user: string; pass: string };
}

const shape = 'smtp[s]://[user:password@]host[:port], with ?requireTLS=true or false if need be';

/**
 * Reads `SMTP_URL`. A password is never sent in the clear: with one, `smtp` insists on STARTTLS, unless the URL says
 * `requireTLS=false`. Ports: 465 for smtps, 587 with a password, else 25.
 */
export const parseSmtpUrl = (text: string): SmtpServer => {
  if (!URL.canParse(text)) throw new Error(shape);
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  if ((!secure && url.protocol !== 'smtp:') || !url.hostname) throw new Error(shape);
  const auth = url.username
    ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
    : undefined;
  const requireTls = url.searchParams.get('requireTLS');
  if (requireTls !== null && requireTls !== 'true' && requireTls !== 'false') throw new Error(shape);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port ? Number(url.port) : secure ? 465 : auth ? 587 : 25,
    secure,
    requireTls: !secure && (requireTls === null ? auth !== undefined : requireTls === 'true'),
    ...(auth && { auth }),
  };
};

export interface Sender {
  /** As it stands in From: `Reports <reports@example.com>`. */
  text: string;
  /** The right-hand side of Message-IDs. */
  domain: string;
}

const senderShape = 'an address, reports@example.com or Reports <reports@example.com>';

export const parseSender = (text: string): Sender => {
  const [, domain] =
    /^(?:[^<>]*<[^<>@\s]+@([^<>@\s]+)>|[^<>@\s]+@([^<>@\s]+))$/.exec(text.trim())?.filter(Boolean) ?? [];
  if (!domain) throw new Error(senderShape);
  return { text: text.trim(), domain: domain.toLowerCase() };
};

/** The settings of the mail that goes out. */
export const mailSettings = {
  smtp: {
    name: 'SMTP_URL',
    meaning: 'the server that takes our mail',
    parse: parseSmtpUrl,
    takes: shape,
    // It may carry a password.
    secret: true,
  } satisfies Setting<SmtpServer>,
  sender: {
    name: 'MAIL_FROM',
    meaning: 'the sender of our mail',
    parse: parseSender,
    takes: senderShape,
  } satisfies Setting<Sender>,
} as const;
