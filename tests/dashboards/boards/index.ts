import type { Dashboard } from '../describe.ts';
import { engines } from './engines.ts';
import { overview } from './overview.ts';
import { recordsIn } from './records-in.ts';
import { reportWay } from './report-way.ts';
import { schedulesAndDeliveries } from './schedules-and-deliveries.ts';

export const dashboards: readonly Dashboard[] = [
  overview,
  reportWay,
  schedulesAndDeliveries,
  recordsIn,
  engines,
];
