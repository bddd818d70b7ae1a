import { Type, type Static } from 'typebox';

export const ReportFormat = Type.Enum(['json', 'csv', 'pdf', 'xlsx'], {
  description:
    '`json` is returned inline; each is behind a signed link: `csv`, `pdf`, an Excel workbook (`xlsx`), and the data of `json`. A new report is `json` unless it says.',
});
export type ReportFormat = Static<typeof ReportFormat>;

export const contentTypes: Record<ReportFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const ReportStatus = Type.Enum(['generating', 'completed', 'failed'], {
  description: '`generating` until it is `completed` or has `failed`.',
});
export type ReportStatus = Static<typeof ReportStatus>;
