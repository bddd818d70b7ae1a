import type { ReportFormat } from '@reports/contracts';

/** What a mail may carry, as it travels: 10 MB. */
export const maxEncodedBytes = 10_000_000;

/** Bytes of a file as base64 in a mail: four letters for each three bytes, and a line break after each 76 letters. */
export const encodedBytes = (bytes: number): number => {
  const letters = Math.ceil(bytes / 3) * 4;
  return letters + Math.max(0, Math.ceil(letters / 76) - 1) * 2;
};

export const isAttachable = (bytes: number): boolean => encodedBytes(bytes) <= maxEncodedBytes;

/** `qa_performance_2024-01-01_2024-01-31.pdf`: what the download of the same file is called. */
export const fileNameOf = (report: {
  type: string;
  periodFrom: string;
  periodTo: string;
  format: ReportFormat;
}): string => `${report.type}_${report.periodFrom}_${report.periodTo}.${report.format}`;
