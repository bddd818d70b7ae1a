import type {
  AgentRecord,
  CallRecord,
  CampaignRecord,
  ComplianceCheckRecord,
  EvaluationRecord,
  FilterName,
  ReportFilters,
} from '@reports/contracts';
import { dayIn } from './calendar.ts';
import type { Figure } from './rational.ts';

/** The records that count, each id once. */
export interface Records {
  calls: CallRecord[];
  evaluations: EvaluationRecord[];
  compliance_checks: ComplianceCheckRecord[];
  agents: AgentRecord[];
  campaigns: CampaignRecord[];
}

export interface Question {
  from: string;
  to: string;
  timezone: string;
  filters: ReportFilters;
}

/** What a report must say: `data` without its streamed list, and the file's rows with its header. */
export interface Answer {
  data: Record<string, unknown>;
  rows: Cell[][];
}

/** Text, a number with its text, or nothing. */
export type Cell = string | number | Figure | null;

const fields = {
  campaign_id: 'campaign_id',
  agent_id: 'agent_id',
  team: 'team',
  language: 'language',
  disposition: 'disposition',
  check: 'check',
  severity: 'severity',
  parameter: undefined,
  evaluation_kind: 'kind',
} as const satisfies Record<FilterName, string | undefined>;

/** Whether a list filter has a value; true where it is not set. */
export const allows = (filters: ReportFilters, name: FilterName, value: string | undefined): boolean => {
  const wanted = filters[name];
  return wanted === undefined || (value !== undefined && [wanted].flat().includes(value));
};

/** It counts where it is asked for alone. */
export const isCalibration = (item: object): boolean => 'kind' in item && item.kind === 'calibration';

const instants = {
  calls: 'started_at',
  evaluations: 'evaluated_at',
  compliance_checks: 'checked_at',
} as const;

/** Records of the period that the filters let through, with their day in the zone and their agent's team. */
export const select = <Kind extends keyof typeof instants>(
  records: Records,
  kind: Kind,
  { from, to, timezone, filters }: Question,
): (Records[Kind][number] & { day: string; team: string | undefined })[] =>
  (records[kind] as Records[Kind][number][])
    .map((item) => ({
      ...item,
      day: dayIn((item as Record<string, unknown>)[instants[kind]] as string, timezone),
      team: teamOf(records, item.agent_id),
    }))
    .filter(({ day }) => from <= day && day <= to)
    .filter((item) => !isCalibration(item) || filters.evaluation_kind !== undefined)
    .filter((item) =>
      (Object.keys(filters) as FilterName[]).every((name) => {
        const field = fields[name];
        if (field === undefined || (field === 'kind' && kind !== 'evaluations')) return true;
        const value = (item as Record<string, unknown>)[field] as string | undefined;
        return allows(filters, name, name === 'disposition' ? (value ?? 'unknown') : value);
      }),
    );

export const groupBy = <Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};

/** By bytes of UTF-8. */
export const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const sorted = <Item>(items: Iterable<Item>, ...orders: ((a: Item, b: Item) => number)[]): Item[] =>
  [...items].toSorted((a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  });

export const agentName = ({ agents }: Records, id: string): string =>
  agents.find(({ agent_id }) => agent_id === id)?.name ?? id;

export const teamOf = ({ agents }: Records, id: string): string | undefined =>
  agents.find(({ agent_id }) => agent_id === id)?.team;

export const campaignName = ({ campaigns }: Records, id: string): string =>
  campaigns.find(({ campaign_id }) => campaign_id === id)?.name ?? id;

/** RFC 4180 with CRLF; text that starts like a formula has an apostrophe before it; null is nothing, an empty text `""`. */
export const csvOf = (rows: readonly Cell[][]): string => {
  const cell = (value: Cell): string => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    if (typeof value === 'object') return value.text;
    const safe = /^'*[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
    return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
};
