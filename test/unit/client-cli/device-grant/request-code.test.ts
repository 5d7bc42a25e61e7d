import { expect } from 'chai';
import { requestCode } from '../../../../client-cli/device-grant/request-code.ts';
import { createDpopKey } from '../../../../client-cli/issuer/dpop-key.ts';
import { createHttp } from '../../../../client-cli/issuer/http.ts';
import { discoverIssuer } from '../../../../client-cli/issuer/issuer.ts';
import { createDebugLog } from '../../../../client-cli/terminal/debug-log.ts';
import { machineTime as time } from '../../../../client-cli/time.ts';
import { dpopMetadata, readProof, startScriptedIssuer } from '../../../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../../../support/scripted-issuer.ts';

describe('asking for a code with a DPoP proof (RFC 8628, section 3.1; RFC 9449, section 4)', () => {
  let server: ScriptedIssuer;

  before(async () => {
    server = await startScriptedIssuer({ metadata: dpopMetadata });
  });
  after(() => server.close());

  it('proves the key of each request, and none for a request without, when requests at one issuer cross', async () => {
    const log = createDebugLog(undefined, time);
    const { signal } = new AbortController();
    const http = createHttp({ env: {}, caFile: undefined, requestTimeout: 5, time, log, signal });
    const issuer = await discoverIssuer({ issuer: server.issuer, clientId: 'console' }, { http, time });
    const keys = { left: await createDpopKey(), plain: undefined, right: await createDpopKey() };
    await Promise.all(
      Object.entries(keys).map(([deviceName, key]) =>
        requestCode(issuer, { scope: undefined, resource: undefined, deviceName }, key, { http, time, log }),
      ),
    );
    const proven = server
      .at('/device_authorization')
      .map((request) => [request.form.get('device_name'), readProof(request)?.jkt] as const);
    expect(Object.fromEntries(proven)).to.deep.equal({
      left: keys.left.thumbprint,
      plain: undefined,
      right: keys.right.thumbprint,
    });
  });
});
