#!/usr/bin/env node
import { hostname } from 'node:os';
import { EXIT } from './problems/exit-codes.ts';
import { problem } from './problems/problem.ts';
import { runConsole } from './run-console.ts';
import { machineTime } from './time.ts';

/** The process around the console: its arguments, variables, streams, signals and exit code, which nothing else touches. */
const { argv, env, platform, stdin, stdout, stderr } = process;

const stopping = new AbortController();
process.on('SIGINT', () => {
  if (stopping.signal.aborted) process.exit(EXIT.interrupted); // twice: at once
  stopping.abort(problem('interrupted'));
});
process.on('SIGTERM', () => stopping.abort(problem('terminated')));
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read from us has read enough. What was begun goes on, and ends with its own exit code.
    if (error.code !== 'EPIPE') throw error;
  });
}

const exitCode = await runConsole({
  args: argv.slice(2),
  ...{ env, platform, stdin, stdout, stderr },
  hostname: hostname(),
  time: machineTime,
  random: Math.random,
  signal: stopping.signal,
});
// Pipes are written in the background: not before everything has arrived.
await new Promise((resolve) => stdout.write('', resolve));
process.exit(exitCode);
