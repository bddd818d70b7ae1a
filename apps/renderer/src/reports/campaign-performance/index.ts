import type { CampaignPerformanceData } from '@reports/contracts';
import { formatQuantity } from '@reports/wording';
import { compileTemplate, styleSheet } from '../../page/templates.ts';
import type { ReportPage } from '../define.ts';
import { viewCampaignPerformance, type CampaignPerformanceView } from './view.ts';

const template = compileTemplate<CampaignPerformanceView>(new URL('report.hbs', import.meta.url));

export const campaignPerformancePage: ReportPage<CampaignPerformanceData> = {
  styles: styleSheet(new URL('report.css', import.meta.url)),
  render: (data, context) => template(viewCampaignPerformance(data, context)),
  records: ({ totals }) => formatQuantity(totals.total_calls, 'call'),
};
