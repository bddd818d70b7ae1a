/** The month that all records lie in. */
export const month = { from: '2024-01-01', to: '2024-01-31', days: 31 } as const;

/** A zone of fixed offset: its days are UTC days of instants moved by so much. */
interface FixedZone {
  timezone: string;
  minutes: number;
}

/** Whose days the workspaces' rollups are by, beside UTC. */
export const homeZone: FixedZone = { timezone: 'Asia/Kolkata', minutes: 330 };
/** Whose days no rollups are by. */
export const otherZone: FixedZone = { timezone: 'Asia/Tokyo', minutes: 540 };

/** How much there is of everything: the whole bench, or a smoke run of it. */
export interface Sizes {
  /** Calls of the workspace `large`. */
  largeCalls: number;
  /** Calls of the workspace `small`: same days, campaigns and agents. */
  smallCalls: number;
  /** Calls of a workspace of its own in the same database as the small one; absent: the large one is beside it. */
  besideCalls?: number;
  agents: number;
  campaigns: number;
  /** Violations in the workspace `log`, which has nothing but compliance checks. */
  logViolations: number;
  /** Rows of the two datasets that the renderer streams. */
  streamedRows: { large: number; small: number };
  /** Calls that are sent through POST. */
  sentCalls: number;
  /** Calls that one workspace sends while another sends a few. */
  crowdingCalls: number;
  /** Calls that are pruned, with their evaluations and checks. */
  expiredCalls: number;
  /** Reports in the workspace `archive`, whose pages are listed. */
  archivedReports: number;
  /** Schedules due in the same minute: of one workspace, and of others with one each. */
  burst: { many: number; few: number };
  /** Rounds of each comparison: an odd number, so that the median is one of them. */
  rounds: number;
  /** How long each measurement of requests a second takes. */
  loadSeconds: number;
}

export const fullSizes: Sizes = {
  largeCalls: 5_000_000,
  smallCalls: 500_000,
  agents: 2_000,
  campaigns: 40,
  logViolations: 1_000_000,
  streamedRows: { large: 5_000_000, small: 500_000 },
  sentCalls: 200_000,
  crowdingCalls: 5_000_000,
  expiredCalls: 1_000_000,
  archivedReports: 1_000_100,
  burst: { many: 1_900, few: 100 },
  rounds: 7,
  loadSeconds: 3,
};

/** The whole bench with fewer calls and, so that each has as many, fewer agents: for work on the queries. */
export const scaledSizes = (calls: number): Sizes => ({
  ...fullSizes,
  largeCalls: calls,
  crowdingCalls: Math.min(calls, fullSizes.crowdingCalls),
  expiredCalls: Math.min(calls, fullSizes.expiredCalls),
  smallCalls: Math.round(calls / 10),
  agents: Math.ceil((fullSizes.agents * calls) / fullSizes.largeCalls),
});

/** Proves that everything runs; its figures mean nothing. */
export const smallSizes: Sizes = {
  largeCalls: 60_000,
  smallCalls: 6_000,
  agents: 100,
  campaigns: 8,
  logViolations: 10_000,
  streamedRows: { large: 50_000, small: 5_000 },
  sentCalls: 20_000,
  crowdingCalls: 100_000,
  expiredCalls: 20_000,
  archivedReports: 2_100,
  burst: { many: 100, few: 10 },
  rounds: 3,
  loadSeconds: 1,
};
