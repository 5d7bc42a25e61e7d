import { fstatSync, writeSync } from 'node:fs';
import type { OutputStream } from './look.ts';

/** Standard output or standard error. */
export interface Output extends OutputStream {
  /** Comes back when everything has been handed to whoever reads. */
  flush(): Promise<void>;
  /** Why something could not be written; undefined when all could, or whoever read from us had read enough. */
  failure(): NodeJS.ErrnoException | undefined;
}

/** Node's own object for one of the two. */
export type NodeOutput = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows' | 'write' | 'on'>;

/**
 * Writes to a pipe or a file without waiting for Node's streams, which take longer to set up than it takes to open a login. For a terminal, where they are
 * missing something (a pipe that is full and must not be waited for), and on Windows, they are used after all.
 *
 * @param descriptor 1 or 2
 * @param node gives Node's own object, which is made when it is first asked for
 */
export function createOutput(descriptor: number, node: () => NodeOutput, platform: NodeJS.Platform): Output {
  let stream: NodeOutput | undefined;
  let failure: NodeJS.ErrnoException | undefined;

  /** What was begun goes on, and ends with its own exit code. */
  function note(error: NodeJS.ErrnoException): void {
    if (error.code !== 'EPIPE') failure ??= error;
  }

  function useStream(): NodeOutput {
    if (stream === undefined) {
      stream = node();
      stream.on('error', note);
    }
    return stream;
  }

  if (platform === 'win32' || mayBeTerminal(descriptor)) useStream();

  return {
    get isTTY() {
      return stream?.isTTY ?? false;
    },
    get columns() {
      return stream?.columns;
    },
    get rows() {
      return stream?.rows;
    },
    write(chunk) {
      const rest = stream === undefined ? writeNow(descriptor, Buffer.from(chunk), note) : chunk;
      return rest.length === 0 || useStream().write(rest);
    },
    failure: () => failure,
    flush: () => new Promise((done) => (stream === undefined ? done() : void stream.write('', () => done()))),
  };
}

function mayBeTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return true; // closed: what that means, Node knows
  }
}

/** @returns what could not be written without waiting */
function writeNow(descriptor: number, bytes: Buffer, onFailure: (error: NodeJS.ErrnoException) => void): Buffer {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return rest;
    onFailure(error as NodeJS.ErrnoException);
    return rest.subarray(rest.length);
  }
  return rest;
}
