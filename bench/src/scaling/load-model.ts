/** What a platform is to carry. */
export interface Load {
  workspaces: number;
  callsPerDay: number;
  /** Calls, evaluations and checks, for each call. */
  recordsPerCall: number;
  /** The busiest hour ÷ the mean of the day. */
  peakFactor: number;
  /** Scheduled reports that come due in one minute: Monday, 06:00. */
  reportsAtOnce: number;
  /** Of them, those that are PDFs. */
  pdfShare: number;
  /** Until the last of them is there. */
  burstMinutes: number;
  /** How long records are kept. */
  retentionDays: number;
}

/** Measured on two cores, see bench/README.md and docs/scaling.md: what one core does, and what one thing takes. */
export const measured = {
  /** POST to rollups, the whole platform on two cores: 13,119 a second. */
  recordsPerCoreSecond: 6_560,
  /** Processor time of a scheduled JSON report, all processes, in milliseconds; of it Temporal's. */
  reportCpuMs: 128,
  reportTemporalCpuMs: 55,
  /** A PDF of nine pages: 5.42 a second on two cores, in milliseconds of a core. */
  pdfCpuMs: 369,
  /** A call with its indexes and the rollups of one zone in PostgreSQL. */
  callBytes: 728,
} as const;

/** What we would let one cell, a platform of its own, grow to: choices, not measurements. */
export const cell = {
  /** Of PostgreSQL's server, for records alone. */
  databaseCores: 32,
  databaseTerabytes: 20,
  /** Workflows that Temporal's database begins in a second, with 512 shards. */
  reportsPerSecond: 500,
} as const;

export interface Need {
  recordsPerSecond: { mean: number; peak: number };
  /** Cores, rounded up. */
  cores: { records: number; reports: number; temporal: number; pdf: number };
  /** Of calls and their rollups alone. */
  databaseTerabytes: number;
  callsPerWorkspaceAndDay: number;
  /** What asks for most cells first. */
  cells: { because: 'records a second' | 'records kept' | 'reports at once'; cells: number }[];
}

const daySeconds = 86_400;

/** What a load asks for. Linear in everything: a start for a plan, and no promise. */
export const needOf = (load: Load): Need => {
  const mean = (load.callsPerDay * load.recordsPerCall) / daySeconds;
  const peak = mean * load.peakFactor;
  const burstSeconds = load.burstMinutes * 60;
  const coresFor = (cpuMs: number, things: number) => Math.ceil((things * cpuMs) / 1_000 / burstSeconds);
  const databaseTerabytes = (load.callsPerDay * load.retentionDays * measured.callBytes) / 1e12;
  const recordCores = peak / measured.recordsPerCoreSecond;
  const cells: Need['cells'] = [
    { because: 'records a second', cells: Math.ceil(recordCores / cell.databaseCores) },
    { because: 'records kept', cells: Math.ceil(databaseTerabytes / cell.databaseTerabytes) },
    {
      because: 'reports at once',
      cells: Math.ceil(load.reportsAtOnce / burstSeconds / cell.reportsPerSecond),
    },
  ];
  return {
    recordsPerSecond: { mean: Math.round(mean), peak: Math.round(peak) },
    cores: {
      records: Math.ceil(recordCores),
      reports: coresFor(measured.reportCpuMs - measured.reportTemporalCpuMs, load.reportsAtOnce),
      temporal: coresFor(measured.reportTemporalCpuMs, load.reportsAtOnce),
      pdf: coresFor(measured.pdfCpuMs, load.reportsAtOnce * load.pdfShare),
    },
    callsPerWorkspaceAndDay: Math.round(load.callsPerDay / load.workspaces),
    databaseTerabytes: Math.round(databaseTerabytes * 10) / 10,
    cells: cells.toSorted((one, other) => other.cells - one.cells),
  };
};
