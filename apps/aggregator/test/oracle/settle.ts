import type { Records } from './oracle.ts';
import type { Scenario } from './scenario.ts';

const idOf = {
  calls: 'call_id',
  evaluations: 'call_id',
  compliance_checks: 'check_id',
  agents: 'agent_id',
  campaigns: 'campaign_id',
};

/** The records that must count in the end: by version, and for evaluations by `evaluated_at` first. */
export const settle = ({ arrivals, deletedCalls, editedCalls }: Scenario): Records => {
  const kept: Record<string, Map<string, Record<string, unknown>>> = {};
  for (const { kind, records } of arrivals.toSorted((a, b) => Number(a.version - b.version))) {
    const ofKind = (kept[kind] ??= new Map());
    for (const record of records) {
      // Of one call each evaluator has one calibration, beside its evaluation.
      const calibrator = record['kind'] === 'calibration' ? `\n${String(record['evaluator_id'])}` : '';
      const id = `${String(record[idOf[kind]])}${calibrator}`;
      const other = ofKind.get(id);
      const isOlder =
        kind === 'evaluations' &&
        other !== undefined &&
        Date.parse(String(record.evaluated_at)) < Date.parse(String(other.evaluated_at));
      if (!isOlder) ofKind.set(id, record);
    }
  }
  for (const id of deletedCalls) kept.calls?.delete(id);
  for (const id of editedCalls) {
    const edited = kept.calls?.get(id);
    if (edited) kept.calls?.set(id, { ...edited, duration_seconds: 77, connected: true });
  }
  return Object.fromEntries(
    Object.keys(idOf).map((kind) => [kind, [...(kept[kind]?.values() ?? [])]]),
  ) as unknown as Records;
};
