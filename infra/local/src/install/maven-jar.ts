import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../terminal.ts';
import { cacheDirectory } from './cache-directory.ts';
import { onPath } from './find-program.ts';
import { withInstallLock } from './install-lock.ts';
import { runVisibly } from './run-visibly.ts';

/** A program for Java that Maven Central has as one jar: `org.example:program:1.0.0`. */
export type MavenArtifact = `${string}:${string}:${string}`;

/** The jar's path in the user's cache, fetched once. Throws, saying what to do, where Maven or Java is missing. */
export const findOrFetchJar = async (artifact: MavenArtifact): Promise<string> => {
  const [, name = '', version = ''] = artifact.split(':');
  const directory = join(cacheDirectory(), 'jars');
  const jar = join(directory, `${name}-${version}.jar`);
  const mvn = onPath('mvn');
  if (onPath('java') === undefined || (mvn === undefined && !existsSync(jar))) {
    throw new Error(
      `${name} needs Java, and Maven to fetch it (Debian: apt-get install default-jre-headless maven).`,
    );
  }
  return withInstallLock({ directory: cacheDirectory(), name, say }, async () => {
    if (existsSync(jar) || mvn === undefined) return jar;
    mkdirSync(directory, { recursive: true });
    // Copied aside and moved in one step: a copy that was cut off is not taken for the jar.
    const copying = mkdtempSync(join(directory, 'copying-'));
    try {
      const get = ['-q', '-B', 'dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false'];
      const copy = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${copying}`];
      await runVisibly({ title: `Fetching ${name} ${version} (once)`, command: mvn, args: get });
      await runVisibly({ title: `Copying ${name} ${version}`, command: mvn, args: copy });
      renameSync(join(copying, `${name}-${version}.jar`), jar);
    } finally {
      rmSync(copying, { recursive: true, force: true });
    }
    return jar;
  });
};
