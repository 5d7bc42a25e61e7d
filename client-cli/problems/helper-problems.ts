import { EXIT } from './exit-codes.ts';
import { entry } from './problem-entry.ts';
import type { ProblemEntry } from './problem-entry.ts';

/** What can go wrong where a token is handed to another program: the part of the table that belongs to `exec` and `credential`. */
export function helperProblems() {
  return {
    bound_login: entry(
      EXIT.usage,
      'This login is bound to a key (DPoP): another program cannot use its token.',
      'Log in a second time for such programs: countersign login --bearer --profile NAME. Then add --profile NAME here.',
    ),
    command_not_found: entry(EXIT.usage, 'There is no command "{detail}" here.', 'Check its spelling, and PATH.'),
    command_not_executable: entry(
      EXIT.usage,
      'The command "{detail}" cannot be run.',
      'Check that it is a program and that you may run it.',
    ),
    exec_info: entry(
      EXIT.usage,
      'KUBERNETES_EXEC_INFO asks for something this program does not know ({detail}).',
      'Say apiVersion: client.authentication.k8s.io/v1 in the users section of the kubeconfig.',
    ),
    wrong_cluster: entry(
      EXIT.usage,
      'Refused to hand a token to {detail}: it is not the cluster that --for names.',
      'Check the kubeconfig: its context, --for, and provideClusterInfo: true.',
    ),
  } as const satisfies Record<string, ProblemEntry>;
}
