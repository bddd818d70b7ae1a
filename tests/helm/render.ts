import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chartPrograms, findProgram } from '@reports/local-platform/testing';
import { parseAllDocuments } from 'yaml';
import { repository } from '../support/services.ts';

/** A container, as far as the tests look at it. */
export interface Container {
  name: string;
  image: string;
  args: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: SecretKey } }[];
  ports?: { name: string; containerPort: number }[];
  resources: Record<'requests' | 'limits', Record<string, string>>;
  securityContext: Record<string, unknown>;
  volumeMounts: { name: string; mountPath: string }[];
  [probe: string]: unknown;
}
interface SecretKey {
  name: string;
  key: string;
  optional?: boolean;
}
export interface PodSpec {
  containers: Container[];
  securityContext: Record<string, unknown>;
  terminationGracePeriodSeconds?: number;
  automountServiceAccountToken: boolean;
  volumes: Record<string, unknown>[];
  topologySpreadConstraints?: { topologyKey: string }[];
  [other: string]: unknown;
}
/** What the tests look at, of every kind: each has its own part of it. */
interface Spec {
  template: { spec: PodSpec };
  backoffLimit: number;
  policyTypes: string[];
  egress: { ports: { port: number }[]; to: object[] }[];
  ingress?: { ports: { port: string }[] }[];
  groups: unknown;
  metrics: unknown[];
  triggers: { name: string; type: string; metadata: Record<string, string> }[];
  advanced: { scalingModifiers: { formula: string } };
  endpoints: { relabelings: object[] }[];
}
export interface Manifest {
  kind: string;
  apiVersion: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec: Spec;
  data?: Record<string, string>;
}

/** Helm, where it is at hand; it takes five minutes to build, which `npm run test:chart` does. */
export const helm = findProgram(chartPrograms.helm, () => undefined);
/** What looks for what a production cluster would not like; a minute to build. */
export const kubeScore = findProgram(chartPrograms.kubeScore, () => undefined);
export const chart = join(repository, 'infra/helm');
const values = (name: string): string[] => ['-f', join(repository, 'tests/helm/values', `${name}.yaml`)];

/** What Helm says of the chart with some files of values, and `--set`s. */
export const runHelm = (command: string[], files: string[], sets: string[] = []) =>
  spawnSync(
    helm ?? 'helm',
    [...command, chart, ...files.flatMap(values), ...sets.flatMap((set) => ['--set', set])],
    {
      encoding: 'utf8',
      maxBuffer: 32_000_000,
    },
  );

/** The manifests of a release called `reports`. */
export const render = (files: string[], sets: string[] = []): Manifest[] => {
  const { status, stdout, stderr } = runHelm(['template', 'reports'], files, sets);
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
};

export const podOf = ({ spec }: Manifest): PodSpec => spec.template.spec;
