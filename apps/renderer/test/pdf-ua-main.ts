/**
 * `npm run test:pdf-ua`: PDFs of every type, in every language, empty, usual and too large, held against PDF/UA-1 (ISO 14289-1) by
 * veraPDF. Those whose names hold a word: `npm run test:pdf-ua -- coaching`. Needs Java and Maven, which fetches veraPDF once.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOrFetchJar } from '@reports/local-platform/testing';
import { createSamplePrinter } from './pictures/print-sample.ts';
import { everySample } from './pictures/samples.ts';

interface Verdict {
  name: string;
  /** Clauses that it breaks, each with its first place. */
  faults: string[];
}

interface VeraPdfReport {
  report: {
    jobs: {
      itemDetails: { name: string };
      validationResult?: {
        details: {
          ruleSummaries: {
            ruleStatus: string;
            clause: string;
            testNumber: number;
            failedChecks: number;
            description: string;
            checks: { context: string }[];
          }[];
        };
      }[];
    }[];
  };
}

/** What veraPDF says of every PDF in a directory. */
const validate = async (jar: string, directory: string): Promise<Verdict[]> => {
  const args = [
    '-cp',
    jar,
    'org.verapdf.apps.GreenfieldCliWrapper',
    '-f',
    'ua1',
    '--format',
    'json',
    directory,
  ];
  // It ends with 1 where a file does not conform, with its report all the same.
  const { stdout } = await promisify(execFile)('java', args, { maxBuffer: 2 ** 28 }).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      if (error.stdout?.startsWith('{')) return { stdout: error.stdout };
      throw new Error(`veraPDF failed: ${error.stderr ?? error.message}`);
    },
  );
  return (JSON.parse(stdout) as VeraPdfReport).report.jobs.map(({ itemDetails, validationResult }) => ({
    name: itemDetails.name.slice(directory.length + 1),
    faults: validationResult
      ? validationResult.flatMap(({ details }) =>
          details.ruleSummaries
            .filter(({ ruleStatus }) => ruleStatus === 'FAILED')
            .map(
              ({ clause, testNumber, failedChecks, description, checks }) =>
                `${clause}-${testNumber}, ${failedChecks} times: ${description} First at ${checks[0]?.context}`,
            ),
        )
      : ['it cannot be read'],
  }));
};

const say = (text: string) => process.stdout.write(`${text}\n`);
const [word = ''] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'reports-pdf-ua-'));
const printer = createSamplePrinter();
try {
  const jar = await findOrFetchJar('org.verapdf.apps:greenfield-apps:1.28.2');
  const samples = everySample().filter(({ name }) => name.includes(word));
  for (const sample of samples) {
    writeFileSync(join(directory, `${sample.name}.pdf`), await printer.print(sample));
  }
  say(`${samples.length} PDFs are printed`);
  const verdicts = await validate(jar, directory);
  for (const { name, faults } of verdicts) {
    say(`${faults.length === 0 ? '✓' : '✗'} ${name}`);
    for (const fault of faults) say(`    ${fault}`);
  }
  const failed = verdicts.filter(({ faults }) => faults.length > 0).length + samples.length - verdicts.length;
  say(`${samples.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && samples.length > 0 ? 0 : 1;
} finally {
  await printer.close();
  rmSync(directory, { recursive: true, force: true });
}
