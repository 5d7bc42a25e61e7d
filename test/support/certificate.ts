import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate by an authority that nobody else knows. */
export interface ServerCertificate {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** What stands in `caFile`. */
  readonly ca: string;
  remove(): Promise<void>;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];

/**
 * Makes an authority and a certificate of it with openssl; both are thrown away with the test.
 *
 * @param name as openssl takes it, such as `DNS:id.example`
 */
export async function makeCertificate(name = 'IP:127.0.0.1'): Promise<ServerCertificate> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-tls-'));
  const [caFile, caKeyFile, certFile, keyFile] = ['ca.pem', 'ca.key', 'server.pem', 'server.key'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  await run('openssl', ['req', '-x509', ...KEY, '-keyout', caKeyFile, '-out', caFile, '-subj', '/CN=Authority of one test']);
  const signed = ['-CA', caFile, '-CAkey', caKeyFile, '-addext', `subjectAltName=${name}`];
  const usage = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  await run('openssl', ['req', '-x509', ...KEY, ...signed, ...usage, '-keyout', keyFile, '-out', certFile, '-subj', '/CN=Redis']);
  return {
    ...{ caFile, certFile, keyFile },
    ca: await readFile(caFile, 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
