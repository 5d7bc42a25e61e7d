import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A network between somebody and a port on this machine, that can be slow or gone. */
export interface NetworkBetween {
  readonly port: number;
  /** From now on everything takes this much longer, in each direction. */
  slow(milliseconds: number): void;
  /** From now on nothing arrives, and nobody is told: what is sent waits, as TCP does when packets are lost. */
  cut(): void;
  /** Everything arrives again, in order, what waited included. */
  mend(): void;
  /** Ends every connection. What waited is lost. */
  stop(): Promise<void>;
}

/** Makes a network that is perfect at first. */
export async function startNetworkBetween(target: number): Promise<NetworkBetween> {
  const sockets = new Set<Socket>();
  let delay = 0;
  let passage = Promise.withResolvers<undefined>();
  passage.resolve(undefined);

  function carry(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    const inOrder = (work: () => void): void => {
      const due = performance.now() + delay;
      last = last.then(async () => {
        await sleep(Math.max(0, due - performance.now()));
        await passage.promise;
        if (!to.destroyed) work();
      });
    };
    from.on('data', (chunk) => inOrder(() => void to.write(chunk)));
    from.on('end', () => inOrder(() => to.end()));
    from.on('close', () => {
      sockets.delete(from);
      inOrder(() => to.destroy());
    });
    from.on('error', () => undefined); // either side may be killed, that is what this is for
    sockets.add(from);
  }

  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    carry(near, far);
    carry(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    slow(milliseconds) {
      delay = milliseconds;
    },
    cut() {
      passage = Promise.withResolvers();
    },
    mend: () => passage.resolve(undefined),
    async stop() {
      for (const socket of sockets) socket.destroy(); // what waited is lost
      passage.resolve(undefined);
      server.close();
      await once(server, 'close');
    },
  };
}
