/** Starts the worker: `node --conditions=countersign-source examples/worker/main.ts --url URL [--profile NAME] [--every SECONDS]`. Log in first, with `countersign login`. */
import { parseArgs } from 'node:util';
import { openSession } from '@countersign/console';

import { workOn } from './worker.ts';

const { values: flags } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8629/notes' },
    profile: { type: 'string', default: 'default' },
    every: { type: 'string', default: '10' },
    'report-every': { type: 'string', default: '1' },
  },
});

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

const say = (event: Readonly<Record<string, unknown>>): void => console.log(JSON.stringify(event));
const session = await openSession({
  profile: flags.profile,
  onWarning: (message) => say({ event: 'warning', message }),
});

let worked = 0;
await workOn({
  session,
  url: flags.url,
  pause: Number(flags.every) * 1000,
  signal: stopping.signal,
  report(event) {
    if (event.event === 'worked') worked += 1;
    if (event.event !== 'worked') say(event);
    else if (worked % Number(flags['report-every']) === 0) say({ ...event, worked, memory: process.memoryUsage().heapUsed });
  },
});
say({ event: 'stopped', worked });
