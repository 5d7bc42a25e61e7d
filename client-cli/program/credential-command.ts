import type { CredentialGitOptions } from '../commands/credential-git.ts';
import type { CredentialKubernetesOptions } from '../commands/credential-kubernetes.ts';
import type { CommandDeclaration } from './declaration.ts';

const NEVER =
  'It never starts a login, and a token that is bound to a key (DPoP) is refused, since the other side could not prove the key.';
const LOG_IN = 'Log in once with "countersign login --bearer", as the profile that the helper names.';

const gitCommand: CommandDeclaration = {
  name: 'git',
  summary: 'answer git as its credential helper',
  about: [
    'Speaks the protocol of git credential helpers on standard input and output. Git 2.46 and later get the token as a bearer token, earlier ones as a password.',
    'To set it up, name it in the configuration of git for the one host, as credential.URL.helper, with an exclamation mark in front.',
    'Only the place named with --for gets a token; to every other there is no answer, whoever made git ask. Where the token was refused, it is renewed before the next one is handed out; the login stays.',
    NEVER,
  ],
  arguments: [{ name: '<operation>', does: 'get, store or erase; git adds it by itself', choices: ['get', 'store', 'erase'] }],
  options: [
    { flags: '--for <url>', does: 'the place that may get a token, such as https://git.example.com; needed' },
    { flags: '--username <name>', does: 'the user name that goes with it as a password', otherwise: 'oauth2' },
    { flags: '--basic', does: 'always hand it out as a password' },
  ],
  examples: [{ line: 'countersign credential git --for https://git.example.com get', does: 'what git calls, once it is set up' }],
  prints: 'The answer to git: nothing for other hosts.',
  exits: {
    0: 'answered, or kept silent',
    2: 'no --for, or the login is bound to a key',
    4: 'nobody is logged in; git is told to stop, and asks for no password',
    7: 'the token could not be renewed just now',
  },
  next: LOG_IN,
  async run(context, options: CredentialGitOptions, [operation = '']) {
    return (await import('../commands/credential-git.ts')).credentialGit(context, options, operation);
  },
};

const kubernetesCommand: CommandDeclaration = {
  name: 'kubernetes',
  summary: 'answer kubectl as its credential plugin',
  about: [
    'Prints an ExecCredential of client.authentication.k8s.io/v1 (or v1beta1, where that is asked for) with a token and when it runs out, for the users section of a kubeconfig: command countersign, arguments credential and kubernetes.',
    'With --for, and provideClusterInfo: true in the kubeconfig, no other cluster gets a token, also when a context was mixed up.',
    NEVER,
  ],
  options: [{ flags: '--for <url>', does: 'the address of the one cluster that may get a token' }],
  examples: [
    {
      line: 'countersign credential kubernetes --for https://k8s.example.com:6443',
      does: 'what kubectl calls, once it is set up',
    },
  ],
  prints: 'One object of JSON, as kubectl wants it.',
  exits: {
    0: 'a token was handed out',
    2: 'the login is bound to a key, the cluster is another one, or kubectl asks for another version',
    4: 'nobody is logged in',
    7: 'the token could not be renewed just now',
  },
  next: LOG_IN,
  async run(context, options: CredentialKubernetesOptions) {
    return (await import('../commands/credential-kubernetes.ts')).credentialKubernetes(context, options);
  },
};

/** `countersign credential`, as it is declared. */
export const credentialCommand: CommandDeclaration = {
  name: 'credential',
  summary: 'hand tokens to git or kubectl when they ask',
  alike: ['helper', 'git-credential'],
  about: ['Other programs call these; nobody types them but to set them up.'],
  commands: [gitCommand, kubernetesCommand],
};
