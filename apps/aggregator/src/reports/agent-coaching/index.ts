import type { ReportQueries } from '../report-queries.ts';
import { data } from './data.ts';
import { rows } from './rows.ts';

export const agentCoaching: ReportQueries = { data, rows };
