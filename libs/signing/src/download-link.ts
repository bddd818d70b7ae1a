import type { ReportFormat } from '@reports/contracts';
import { createToken, isSameToken } from './token.ts';

/** How long a download link works: 24 hours. */
export const downloadLifetimeSeconds = 24 * 3_600;

export type Verdict = 'valid' | 'altered' | 'expired';

interface Download {
  signingKey: string;
  reportId: string;
  format: ReportFormat;
}

const tokenOf = ({ signingKey, reportId, format }: Download, expires: string): string =>
  createToken(signingKey, 'download', [reportId, format, expires]);

/**
 * A fresh link to a report's file: `{publicUrl}/signed/{reportId}.{format}?token=...&expires=<unix>`.
 * It works for 24 hours from `now`, without a key; `expiresAt` is a whole second.
 */
export const signedUrl = ({
  publicUrl,
  now = new Date(),
  ...download
}: Download & { publicUrl: string; now?: Date }): { url: string; expiresAt: Date } => {
  const expires = Math.floor(now.getTime() / 1_000) + downloadLifetimeSeconds;
  const token = tokenOf(download, String(expires));
  return {
    url: `${publicUrl}/signed/${download.reportId}.${download.format}?token=${token}&expires=${expires}`,
    expiresAt: new Date(expires * 1_000),
  };
};

/** Judges a link's `token` and `expires`, both as they stand in the query. The signature comes first: only a real link can expire. */
export const verifySignature = ({
  token,
  expires,
  now = new Date(),
  ...download
}: Download & { token: string; expires: string; now?: Date }): Verdict => {
  if (!isSameToken(tokenOf(download, expires), token)) return 'altered';
  return Number(expires) * 1_000 > now.getTime() ? 'valid' : 'expired';
};
