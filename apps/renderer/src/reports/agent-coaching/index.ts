import type { AgentCoachingData } from '@reports/contracts';
import { formatQuantity, words } from '@reports/wording';
import { compileTemplate, styleSheet } from '../../page/templates.ts';
import type { ReportPage } from '../define.ts';
import { viewAgentCoaching, type AgentCoachingView } from './view.ts';

const template = compileTemplate<AgentCoachingView>(new URL('report.hbs', import.meta.url));

const recordsOf = ({ agents }: AgentCoachingData): string => {
  const sum = (of: 'total_calls' | 'calls_evaluated') =>
    agents.reduce((total, agent) => total + agent[of], 0);
  return [
    formatQuantity(sum('total_calls'), 'call'),
    formatQuantity(sum('calls_evaluated'), 'evaluation'),
  ].join(words().listSeparator);
};

export const agentCoachingPage: ReportPage<AgentCoachingData> = {
  styles: styleSheet(new URL('report.css', import.meta.url)),
  render: (data, context) => template(viewAgentCoaching(data, context)),
  records: recordsOf,
};
