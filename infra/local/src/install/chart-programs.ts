import type { GoProgram } from './go-program.ts';

const helm: GoProgram = {
  name: 'helm',
  package: 'helm.sh/helm/v4/cmd/helm',
  version: 'v4.3.1',
  binaryVariable: 'HELM_PATH',
  minutes: 5,
};
const kubeScore: GoProgram = {
  name: 'kube-score',
  package: 'github.com/zegl/kube-score/cmd/kube-score',
  version: 'v1.20.0',
  binaryVariable: 'KUBE_SCORE_PATH',
  minutes: 1,
};

/** What reads and checks the Helm chart. */
export const chartPrograms = { helm, kubeScore } as const;
