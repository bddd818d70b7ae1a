import type { DownloadLink, ReportParts } from '@reports/contracts';
import type { ReportDetails } from '@reports/database';
import { extensionOf, formatTimestamp } from '@reports/resources';
import { signedUrl, type SigningKeys } from '@reports/signing';

/** A fresh signed link to a report's file. */
export type LinkReport = (report: ReportDetails) => DownloadLink;

/**
 * A link ends on a whole second, so two that are made for a report within one second are the same: they are signed once,
 * which is most of what answering somebody who polls would cost.
 */
export const createLinkReport = (config: { publicUrl: string; signingKeys: SigningKeys }): LinkReport => {
  let second = 0;
  const made = new Map<string, DownloadLink>();
  return (report) => {
    const { id, linksRevokedAt: revokedAt } = report;
    const format = extensionOf(report);
    const now = new Date();
    const thisSecond = Math.floor(now.getTime() / 1_000);
    if (thisSecond !== second) {
      second = thisSecond;
      made.clear();
    }
    const name = `${id} ${revokedAt?.getTime()}`;
    const known = made.get(name);
    if (known) return known;
    const { url, expiresAt } = signedUrl({ ...config, reportId: id, format, revokedAt, now });
    const link = { download_url: url, download_url_expires_at: formatTimestamp(expiresAt) };
    made.set(name, link);
    return link;
  };
};

/** A split report's files, each with a fresh signed link. */
export const linkParts = (
  { id, format, linksRevokedAt: revokedAt, parts }: ReportDetails,
  config: { publicUrl: string; signingKeys: SigningKeys },
): ReportParts => {
  const now = new Date();
  return (parts ?? []).map(({ key, name, fileName, bytes, sha256, pageCount }, index) => ({
    key,
    name,
    file_name: fileName,
    bytes,
    sha256,
    ...(pageCount !== undefined && { page_count: pageCount }),
    download_url: signedUrl({ ...config, reportId: id, format, part: index + 1, revokedAt, now }).url,
  }));
};
