import type { ComplianceAuditData } from '@reports/contracts';
import { formatQuantity } from '@reports/wording';
import { compileTemplate, styleSheet } from '../../page/templates.ts';
import type { ReportPage } from '../define.ts';
import { listedViolations, viewComplianceAudit, type ComplianceAuditView } from './view.ts';

const template = compileTemplate<ComplianceAuditView>(new URL('report.hbs', import.meta.url));

export const complianceAuditPage: ReportPage<ComplianceAuditData> = {
  styles: styleSheet(new URL('report.css', import.meta.url)),
  listed: listedViolations,
  render: (data, context) => template(viewComplianceAudit(data, context)),
  records: (data) => formatQuantity(data.checks_performed, 'compliance check'),
};
