import { defaultTargets } from '@reports/contracts';
import { sql } from '../sql/fragment.ts';

/** The workspace's targets, those that it has not set as everybody has them: one row with pass_rate and peer_gap. */
export const targets = sql`
  SELECT trim_scale(coalesce(max(target_pass_rate), ${defaultTargets.pass_rate})) AS pass_rate,
         trim_scale(coalesce(max(target_peer_gap), ${defaultTargets.peer_gap})) AS peer_gap
  FROM workspaces
  WHERE id = current_workspace()`;
