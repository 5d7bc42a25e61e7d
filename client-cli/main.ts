#!/usr/bin/env node
import { hostname } from 'node:os';
import type { SignalListener } from './commands/context.ts';
import { EXIT } from './problems/exit-codes.ts';
import { problem } from './problems/problem.ts';
import { tellCrash, tellLostOutput } from './problems/last-words.ts';
import { runConsole } from './run-console.ts';
import { createOutput } from './terminal/output.ts';
import { machineTime } from './time.ts';

/** The process around the console: its arguments, variables, streams, signals and exit code, which nothing else touches. */
const { argv, env, platform } = process;
const stdout = createOutput(1, () => process.stdout, platform);
const stderr = createOutput(2, () => process.stderr, platform);

process.on('uncaughtException', (error: unknown) => {
  tellCrash(error, stderr, argv.includes('--debug'));
  process.exit(EXIT.other);
});

const stopping = new AbortController();
process.on('SIGINT', () => {
  if (stopping.signal.aborted) process.exit(EXIT.interrupted); // twice: at once
  stopping.abort(problem('interrupted'));
});
process.on('SIGTERM', () => stopping.abort(problem('terminated')));

function takeSignals(listener: SignalListener): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(signal).on(signal, listener);
}

async function run(): Promise<void> {
  const exitCode = await runConsole({
    args: argv.slice(2),
    ...{ env, platform, stdout, stderr },
    stdin: () => process.stdin,
    takeSignals,
    hostname: hostname(),
    time: machineTime,
    random: Math.random,
    signal: stopping.signal,
  });
  await Promise.all([stdout.flush(), stderr.flush()]);
  const lost = stdout.failure();
  if (lost !== undefined) tellLostOutput(lost, stderr);
  process.exit(lost === undefined || exitCode !== EXIT.ok ? exitCode : EXIT.other);
}

void run(); // what it throws is uncaught, and told as such; awaited here, this file could not be published as CommonJS
