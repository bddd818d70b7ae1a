import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOrFetchJar } from '@reports/local-platform/testing';
import { pythonPrograms } from '../support/python-programs.ts';
import { run } from '../support/run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const document = join(root, 'docs/openapi.json');
/** Those in TypeScript are modules only beside their client. */
const walks = fileURLToPath(new URL('walks/', import.meta.url));

/** Where clients are generated: inside the project, so that they find its packages. */
const generated = join(root, '.local/clients');

type Environment = Readonly<Record<string, string>>;

/** A client that a generator makes of our document, and a program that walks through the documentation with it. */
export interface GeneratedClient {
  /** Generates it and compiles it with the walk, as strictly as its language can. */
  prepare: () => Promise<void>;
  /** Walks against a running platform that `REPORTS_URL` and `REPORTS_API_KEY` name. */
  walk: (environment: Environment) => Promise<void>;
}

/** A new, empty directory for a client. */
export const directoryOf = (name: string): string => {
  const directory = join(generated, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return directory;
};

const walksWith =
  (command: string, args: readonly string[], cwd: string) => async (environment: Environment) => {
    const output = await run(command, args, { cwd, environment });
    if (!output.includes('walked')) throw new Error(`The walk ended early:\n${output}`);
  };

/** Checks the types of every file of a directory, strictly. */
export const compileTypeScript = (directory: string): Promise<string> => {
  const options = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      lib: ['es2024', 'dom', 'dom.iterable', 'esnext.typedarrays'],
      exactOptionalPropertyTypes: false,
    },
    include: ['.'],
  };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(options));
  return run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', directory]);
};

const openapiFetch = (): GeneratedClient => {
  const directory = join(generated, 'openapi-fetch');
  return {
    prepare: async () => {
      const { default: generate, astToString } = await import('openapi-typescript');
      directoryOf('openapi-fetch');
      const types = astToString(await generate(new URL(`file://${document}`)));
      writeFileSync(join(directory, 'schema.ts'), types);
      cpSync(join(walks, 'openapi-fetch.ts.txt'), join(directory, 'walk.ts'));
      await compileTypeScript(directory);
    },
    walk: walksWith(process.execPath, ['walk.ts'], directory),
  };
};

const heyApi = (): GeneratedClient => {
  const directory = join(generated, 'hey-api');
  return {
    prepare: async () => {
      const { createClient } = await import('@hey-api/openapi-ts');
      await createClient({
        input: document,
        output: { path: join(directoryOf('hey-api'), 'hey-api'), module: { extension: '.ts' } },
        plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
        logs: { level: 'silent' },
      });
      cpSync(join(walks, 'hey-api.ts.txt'), join(directory, 'walk.ts'));
      await compileTypeScript(directory);
    },
    walk: walksWith(process.execPath, ['walk.ts'], directory),
  };
};

const pythonPackages = [
  'openapi-python-client==0.29.1',
  'httpx==0.28.1',
  'attrs==26.1.0',
  'python-dateutil==2.9.0.post0',
  'types-python-dateutil==2.9.0.20260518',
  'mypy==2.4.1',
];

const python = (): GeneratedClient => {
  const directory = join(generated, 'python');
  let programs = '';
  return {
    prepare: async () => {
      programs = await pythonPrograms('python', pythonPackages);
      directoryOf('python');
      // The formatter it would call after itself is another's choice.
      const config = join(directory, 'config.yaml');
      writeFileSync(config, 'post_hooks: []\n');
      const output = ['--meta', 'none', '--output-path', join(directory, 'reports_api_client')];
      const args = ['generate', '--path', document, '--config', config, ...output];
      await run(join(programs, 'openapi-python-client'), args);
      cpSync(join(walks, 'python.py'), join(directory, 'walk.py'));
      await run(join(programs, 'mypy'), ['--strict', 'reports_api_client', 'walk.py'], { cwd: directory });
    },
    walk: (environment) => walksWith(join(programs, 'python'), ['walk.py'], directory)(environment),
  };
};

/** The latest that was tried. */
const generatorVersion = '7.17.0';

const openapiGenerator = async (generator: 'go' | 'java', options: Readonly<Record<string, string>>) => {
  const jar = await findOrFetchJar(`org.openapitools:openapi-generator-cli:${generatorVersion}`);
  const directory = directoryOf(generator);
  const properties = Object.entries({
    ...options,
    disallowAdditionalPropertiesIfNotPresent: 'false',
    useOneOfDiscriminatorLookup: 'true',
    hideGenerationTimestamp: 'true',
  });
  await run('java', [
    '-jar',
    jar,
    'generate',
    '--generator-name',
    generator,
    '--input-spec',
    document,
    '--output',
    join(directory, 'client'),
    '--additional-properties',
    properties.map(([name, value]) => `${name}=${value}`).join(','),
    '--global-property',
    'apiTests=false,modelTests=false,apiDocs=false,modelDocs=false',
  ]);
};

const go = (): GeneratedClient => {
  const directory = join(generated, 'go');
  return {
    prepare: async () => {
      await openapiGenerator('go', { packageName: 'reports', withGoMod: 'true', enumClassPrefix: 'true' });
      const client = join(directory, 'client');
      rmSync(join(client, 'test'), { recursive: true, force: true });
      await run('go', ['mod', 'edit', '-module', 'example.com/reports'], { cwd: client });
      cpSync(join(walks, 'go.go'), join(directory, 'main.go'));
      const replace = 'replace example.com/reports => ./client';
      const require = 'require example.com/reports v0.0.0';
      writeFileSync(join(directory, 'go.mod'), `module walk\n\ngo 1.23\n\n${require}\n\n${replace}\n`);
      await run('go', ['vet', '.', 'example.com/reports'], { cwd: directory });
      await run('go', ['build', '-o', 'walk', '.'], { cwd: directory });
    },
    walk: walksWith(join(directory, 'walk'), [], directory),
  };
};

const java = (): GeneratedClient => {
  const client = join(generated, 'java/client');
  return {
    prepare: async () => {
      // Its other libraries break at a list beside a text (openapi-generator's issue 17745).
      const options = { library: 'jersey3', openApiNullable: 'false', useSingleRequestParameter: 'true' };
      await openapiGenerator('java', options);
      cpSync(join(walks, 'java.java'), join(client, 'src/main/java/Walk.java'));
      const goals = ['-q', '-B', '-DskipTests', 'compile', 'dependency:copy-dependencies'];
      await run('mvn', goals, { cwd: client });
    },
    walk: walksWith('java', ['-cp', `target/classes${delimiter}target/dependency/*`, 'Walk'], client),
  };
};

/** Every client that we prove our document with. */
export const clients = {
  'openapi-fetch': openapiFetch(),
  'hey-api': heyApi(),
  python: python(),
  go: go(),
  java: java(),
} satisfies Record<string, GeneratedClient>;
