import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server with a certificate that is its own authority. */
export interface TlsServer {
  readonly address: string;
  /** The certificate, for --ca-file. */
  readonly caFile: string;
  close(): Promise<void>;
}

/** What stands in the certificate. */
export interface CertificateWish {
  /** As openssl takes it, such as `IP:127.0.0.1`. */
  readonly name: string;
  /** When it runs out, in milliseconds since the epoch. It was made a day before. */
  readonly until: number;
}

/** Starts a server on this machine that has such a certificate, and nothing to say. */
export async function startTlsServer({ name, until }: CertificateWish): Promise<TlsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-server-'));
  const [keyFile, caFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const openssl = (...args: readonly string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  await Promise.all([writeFile(join(folder, 'index'), ''), writeFile(join(folder, 'config'), authority(name))]);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  openssl('req', '-new', ...key, '-subj', '/CN=test', '-out', 'request');
  // Only "openssl ca" makes a certificate for a time of one's choice.
  const span = ['-startdate', asDate(until - 86_400_000), '-enddate', asDate(until)];
  openssl(
    'ca',
    '-batch',
    '-config',
    'config',
    '-selfsign',
    '-keyfile',
    keyFile,
    '-in',
    'request',
    '-out',
    caFile,
    '-notext',
    ...span,
  );
  const server = createServer({ key: await readFile(keyFile), cert: await readFile(caFile) }, (_request, response) =>
    response.writeHead(404).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caFile,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

const authority = (name: string): string => `
[ca]
default_ca = own
[own]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
subjectAltName = ${name}
`;

/** As "openssl ca" takes a date: 20261121143200Z. */
function asDate(moment: number): string {
  return new Date(moment).toISOString().replace(/[-:T]|\.\d{3}/g, '');
}
