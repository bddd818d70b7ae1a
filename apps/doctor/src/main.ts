/**
 * `npm run doctor`, or in production `node apps/doctor/src/main.ts` with the settings of the services in the environment: looks at a
 * deployment, and ends with 1 where it found a fault. `--json` for programs.
 */
import { examine } from './examine.ts';
import { writeFindings } from './write-findings.ts';

const findings = await examine(process.env);
const isForPrograms = process.argv.includes('--json');
process.stdout.write(isForPrograms ? `${JSON.stringify(findings, null, 2)}\n` : writeFindings(findings));
// Connections to engines that are away may still be on their way.
process.exit(findings.some(({ state }) => state === 'fault') ? 1 : 0);
