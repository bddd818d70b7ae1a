import { Type, type Static } from 'typebox';

export const ReportFormat = Type.Enum(['json', 'csv', 'pdf'], {
  default: 'json',
  description: '`json` is returned inline, `csv` and `pdf` behind a signed link.',
});
export type ReportFormat = Static<typeof ReportFormat>;

export const contentTypes: Record<ReportFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  pdf: 'application/pdf',
};

export const ReportStatus = Type.Enum(['generating', 'completed', 'failed']);
export type ReportStatus = Static<typeof ReportStatus>;
