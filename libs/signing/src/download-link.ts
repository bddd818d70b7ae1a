import type { ReportFormat } from '@reports/contracts';
import type { SigningKeys } from './settings.ts';
import { createToken, isTokenOf } from './token.ts';

/** How long a download link works: 24 hours. */
export const downloadLifetimeSeconds = 24 * 3_600;

export type Verdict = 'valid' | 'altered' | 'expired';

/** What a file is called by its end: a split report's is a ZIP. */
export type FileExtension = ReportFormat | 'zip';

interface Download {
  signingKeys: SigningKeys;
  reportId: string;
  format: FileExtension;
  /** Of a split report: which of its files, from 1. */
  part?: number | undefined;
}

const signed = ({ reportId, format, part }: Omit<Download, 'signingKeys'>, expires: string): string[] => [
  reportId,
  format,
  ...(part === undefined ? [] : [`part ${part}`]),
  expires,
];

const purpose = 'download';

const secondsOf = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

/**
 * A fresh link to a report's file: `{publicUrl}/signed/{reportId}.{format}?token=...&expires=<unix>`, with `part=<n>` to one of its files.
 * It works for 24 hours from `now`, without a key; `expiresAt` is a whole second. One that is made in the second in which links were
 * revoked counts from the next, so that it can be told from those.
 */
export const signedUrl = ({
  publicUrl,
  signingKeys: [signingKey],
  reportId,
  format,
  part,
  revokedAt,
  now = new Date(),
}: Download & { publicUrl: string; revokedAt?: Date | null; now?: Date }): {
  url: string;
  expiresAt: Date;
} => {
  const madeAt = Math.max(secondsOf(now), revokedAt ? secondsOf(revokedAt) + 1 : 0);
  const expires = madeAt + downloadLifetimeSeconds;
  const token = createToken(signingKey, purpose, signed({ reportId, format, part }, String(expires)));
  return {
    url: `${publicUrl}/signed/${reportId}.${format}?${part === undefined ? '' : `part=${part}&`}token=${token}&expires=${expires}`,
    expiresAt: new Date(expires * 1_000),
  };
};

/** Judges a link's `token` and `expires`, both as they stand in the query. The signature comes first: only a real link can expire. */
export const verifySignature = ({
  token,
  expires,
  now = new Date(),
  signingKeys,
  reportId,
  format,
  part,
}: Download & { token: string; expires: string; now?: Date }): Verdict => {
  if (!isTokenOf(signingKeys, purpose, signed({ reportId, format, part }, expires), token)) return 'altered';
  return Number(expires) * 1_000 > now.getTime() ? 'valid' : 'expired';
};

/** Whether a link that is valid by itself was made before its report's links were revoked. */
export const isRevoked = (expires: string, revokedAt: Date | null): boolean =>
  revokedAt !== null && Number(expires) - downloadLifetimeSeconds <= secondsOf(revokedAt);
