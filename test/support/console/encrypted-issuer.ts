import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { makeCertificate } from '../certificate.ts';
import { plainMetadata, startScriptedIssuer } from '../scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../scripted-issuer.ts';

/** An issuer elsewhere, `https://id.example`: found through a forward proxy only, which knows that name. */
export interface EncryptedIssuer extends ScriptedIssuer {
  /** The authority of its certificate, for --ca-file. */
  readonly caFile: string;
}

/** Puts TLS in front of a scripted issuer. @param script its metadata are told the public address */
export async function startEncryptedIssuer(script: Script = {}): Promise<EncryptedIssuer> {
  const [behind, certificate] = await Promise.all([startScriptedIssuer(), makeCertificate('DNS:id.example')]);
  const front = createServer(
    { key: await readFile(certificate.keyFile), cert: await readFile(certificate.certFile) },
    (client) => {
      const upstream = connect(Number(new URL(behind.issuer).port), '127.0.0.1');
      client.pipe(upstream).pipe(client);
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
    },
  );
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const issuer = `https://id.example:${(front.address() as AddressInfo).port}`;
  const play = (next: Script): void => {
    behind.play({ ...next, metadata: () => (next.metadata ?? plainMetadata)(issuer) });
  };
  play(script);
  return {
    ...behind,
    ...{ issuer, play, caFile: certificate.caFile },
    async close() {
      await behind.close(); // its connections are ours too
      front.close();
      await certificate.remove();
    },
  };
}
