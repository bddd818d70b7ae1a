import type { CallSummaryData } from '@reports/contracts';
import { formatQuantity } from '@reports/wording';
import { compileTemplate, styleSheet } from '../../page/templates.ts';
import type { ReportPage } from '../define.ts';
import { viewCallSummary, type CallSummaryView } from './view.ts';

const template = compileTemplate<CallSummaryView>(new URL('report.hbs', import.meta.url));

export const callSummaryPage: ReportPage<CallSummaryData> = {
  styles: styleSheet(new URL('report.css', import.meta.url)),
  render: (data, context) => template(viewCallSummary(data, context)),
  records: (data) => formatQuantity(data.total_calls, 'call'),
};
