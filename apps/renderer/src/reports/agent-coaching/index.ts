import type { AgentCoachingData } from '@reports/contracts';
import { compileTemplate, styleSheet } from '../../page/templates.ts';
import type { ReportPage } from '../define.ts';
import { viewAgentCoaching, type AgentCoachingView } from './view.ts';

const template = compileTemplate<AgentCoachingView>(new URL('report.hbs', import.meta.url));

export const agentCoachingPage: ReportPage<AgentCoachingData> = {
  styles: styleSheet(new URL('report.css', import.meta.url)),
  render: (data) => ({
    html: template(viewAgentCoaching(data)),
    names: new Map(data.agents.map((row) => [row.agent_id, row.agent_name])),
  }),
};
