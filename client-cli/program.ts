import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CommandContext, GlobalOptions } from './commands/context.ts';
import type { LoginOptions } from './commands/login.ts';
import type { TokenOptions } from './commands/token.ts';
import type { ApiOptions } from './commands/api.ts';
import type { LogoutOptions } from './commands/logout.ts';
import type { ExitCode } from './problems/exit-codes.ts';
import { problem } from './problems/problem.ts';
import type { Problem } from './problems/problem.ts';
import { STORE_WISHES } from './store/choose-store.ts';
import { cleanText } from './terminal/clean-text.ts';
import type { OutputStream } from './terminal/look.ts';
import { VERSION } from './version.ts';

/** Runs a command: given what to do with a context, sees to errors and gives the exit code. */
export type RunCommand = (
  name: string,
  globals: GlobalOptions,
  work: (context: CommandContext) => Promise<ExitCode>,
) => Promise<void>;

/** Where help and complaints about usage go. */
export interface ProgramStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

const AFTER_HELP = `
Examples:
  countersign login --issuer https://id.example.com --scope notes:read
  countersign status
  countersign api GET https://api.example.com/notes
  countersign logout

Exit codes:
  0 done            1 other failure     2 wrong usage     3 configuration wrong
  4 login needed    5 denied            6 code expired    7 temporary: try again
  8 token store unavailable             130, 143 interrupted

Data goes to standard output, everything else to standard error.`;

/** The command line: what can be typed. What a command does is loaded when it is called. */
export function createProgram(run: RunCommand, { stdout, stderr }: ProgramStreams): Command {
  const program = new Command('countersign')
    .description(
      'Logs this machine in to an OAuth 2.0 server with a short code that you approve in a browser anywhere (RFC 8628).',
    )
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', AFTER_HELP)
    .option('--profile <name>', 'which login to use, where there are several (COUNTERSIGN_PROFILE)')
    .option('--json', 'print one JSON object for programs')
    .option('--no-input', 'start nothing that needs a person here, such as a browser')
    .option('--quiet', 'say only what must be said')
    .option('--debug', 'tell each step on standard error, without secrets')
    .option('--no-color', 'no colours (as NO_COLOR does)')
    .option('--accessible', 'plain sentences, the code spelled out, nothing that moves')
    .option('--ca-file <file>', 'trust the authorities in this PEM file too')
    .addOption(new Option('--request-timeout <seconds>', 'how long one request may take').argParser(positive).default(15));

  const switches = { json: false, quiet: false, debug: false, accessible: false };
  const globalsOf = (command: Command): GlobalOptions => ({ ...switches, ...command.optsWithGlobals<GlobalOptions>() });

  program
    .command('login')
    .description('log in, and keep the login for later runs')
    .option('--issuer <url>', 'the server (COUNTERSIGN_ISSUER; at first http://localhost:8628)')
    .option('--client-id <id>', 'the client id this console has there (COUNTERSIGN_CLIENT_ID; at first "console")')
    .option('--scope <scopes>', 'the rights to ask for, with blanks in between')
    .option('--exact-scope', 'ask for exactly these, without openid and offline_access')
    .option('--resource <uri>', 'the API that the token is for (RFC 8707)')
    .option('--device-name <name>', 'what this machine is called when you approve; at first its host name')
    .addOption(new Option('--store <kind>', 'where to keep the login (COUNTERSIGN_STORE)').choices(STORE_WISHES))
    .addOption(new Option('--dpop', 'insist on tokens bound to a key (RFC 9449)').conflicts('bearer'))
    .option('--bearer', 'take plain bearer tokens')
    .option('--qr', 'show a QR code even where it needs scrolling')
    .option('--no-qr', 'show no QR code')
    .option('--open', 'open the page in a browser')
    .option('--no-open', 'open no browser')
    .addOption(new Option('--timeout <seconds>', 'give up after so long').argParser(positive))
    .action((options: LoginOptions, command: Command) =>
      run('login', globalsOf(command), async (context) =>
        (await import('./commands/login.ts')).login(context, explicit(options, command)),
      ),
    );

  program
    .command('status')
    .description('show who is logged in, where, with which rights and until when')
    .action((_options: object, command: Command) =>
      run('status', globalsOf(command), async (context) => (await import('./commands/status.ts')).status(context)),
    );

  program
    .command('token')
    .description('print an access token, into a pipe')
    .option('--show', 'even on a screen')
    .addOption(new Option('--min-ttl <seconds>', 'good for at least so long').argParser(positive))
    .option('--header', 'print the header lines of a request: Authorization, and DPoP where the token is bound to a key')
    .option('--url <url>', 'with --header: the address of that request')
    .option('--method <method>', 'with --header: its method', 'GET')
    .action((options: TokenOptions, command: Command) =>
      run('token', globalsOf(command), async (context) => (await import('./commands/token.ts')).token(context, options)),
    );

  program
    .command('api')
    .description('call an API with the login; the body of the answer is the output')
    .argument('<method>', 'GET, POST …')
    .argument('<url>', 'the whole address')
    .option('--data <text>', 'the body: text, @FILE, or - for standard input')
    .option('--header <line...>', '"Name: value", as often as needed')
    .action((method: string, url: string, options: ApiOptions, command: Command) =>
      run('api', globalsOf(command), async (context) => (await import('./commands/api.ts')).api(context, method, url, options)),
    );

  program
    .command('logout')
    .description('end the login, at the server and here')
    .option('--all', 'of every profile')
    .option('--local-only', 'here only, without telling the server')
    .action((options: LogoutOptions, command: Command) =>
      run('logout', globalsOf(command), async (context) => (await import('./commands/logout.ts')).logout(context, options)),
    );

  return program;
}

/** Was this no more than a call for help or the version? */
export function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && thrown.exitCode === 0;
}

/** A mistake on the command line in our own words and form, or undefined when it was something else. Help that was printed for want of a command is one. */
export function usageProblem(thrown: unknown): Problem | undefined {
  if (!(thrown instanceof CommanderError) || thrown.exitCode === 0) return undefined;
  if (thrown.code === 'commander.help') return problem('usage', { detail: 'No command was given.' });
  const [first = '', ...others] = thrown.message.replace(/^error: /, '').split('\n');
  const sentences = [first, ...others.map((line) => line.replace(/^\((.*)\)$/, '$1'))].filter((line) => line !== '');
  const detail = sentences
    .map((line) => cleanText(line.charAt(0).toUpperCase() + line.slice(1).replace(/([^.?!])$/, '$1.')))
    .join(' ');
  return problem('usage', { detail });
}

/** `--no-qr` gives `qr` a default of true in commander; here, not saying anything is a third answer. */
function explicit(options: LoginOptions, command: Command): LoginOptions {
  const { qr, open, ...others } = options;
  const isSaid = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  return {
    ...others,
    ...(isSaid('qr') && qr !== undefined ? { qr } : {}),
    ...(isSaid('open') && open !== undefined ? { open } : {}),
  };
}

function positive(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return seconds;
}
