import type { QaPerformanceData } from '@reports/contracts';
import { formatQuantity } from '@reports/wording';
import { compileTemplate, styleSheet } from '../../page/templates.ts';
import type { ReportPage } from '../define.ts';
import { viewQaPerformance, type QaPerformanceView } from './view.ts';

const template = compileTemplate<QaPerformanceView>(new URL('report.hbs', import.meta.url));

export const qaPerformancePage: ReportPage<QaPerformanceData> = {
  styles: styleSheet(new URL('report.css', import.meta.url)),
  render: (data, context) => template(viewQaPerformance(data, context)),
  records: (data) => formatQuantity(data.calls_evaluated, 'evaluation'),
};
