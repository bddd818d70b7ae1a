import { contentTypes } from '@reports/contracts';
import type { ReportDetails } from '@reports/database';
import { contentTypeOf, extensionOf, fileNameOf } from '@reports/resources';
import type { FileExtension } from '@reports/signing';

/** Which of a split report's files a link is for, from 1; undefined: the report's own. */
export const readPart = (query: unknown): number | undefined => {
  const { part } = query as Record<string, unknown>;
  if (part === undefined) return undefined;
  return typeof part === 'string' && /^[1-9]\d{0,3}$/.test(part) ? Number(part) : 0;
};

/** What a link leads to: the report's file, or a stretch of the ZIP. */
export interface SentFile {
  name: string;
  contentType: string;
  offset: number;
  bytes: number;
  sha256: string | null;
}

/** Undefined where the report has no such file. */
export const fileOf = (report: ReportDetails, format: FileExtension, part?: number): SentFile | undefined => {
  if (part !== undefined) {
    const found = report.parts?.[part - 1];
    return found && report.format === format
      ? { ...found, name: found.fileName, contentType: contentTypes[report.format] }
      : undefined;
  }
  if (extensionOf(report) !== format) return undefined;
  const [bytes, sha256] = [report.fileBytes ?? 0, report.fileSha256];
  return { name: fileNameOf(report), contentType: contentTypeOf(report), offset: 0, bytes, sha256 };
};

/** As `Content-Disposition` has it: names beyond ASCII by RFC 8187, with one that any client can read before it. */
export const attachmentNamed = (name: string): string => {
  const plain = name.replace(/[^ -~]|["\\]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded}`}`;
};
