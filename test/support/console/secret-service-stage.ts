import { readdir } from 'node:fs/promises';

import { createTestConsole } from '../run-console.ts';
import type { TestConsole } from '../run-console.ts';
import { code, startScriptedIssuer, tokens } from '../scripted-issuer.ts';
import type { ScriptedIssuer } from '../scripted-issuer.ts';
import { needsSecretService, startSecretService } from '../secret-service.ts';
import type { SecretService } from '../secret-service.ts';

/** What stands ready in each test: a console with nothing kept, and an issuer where a login takes no approval. The Secret Service is one for all tests, and empty. */
export interface SecretServiceStage {
  readonly server: ScriptedIssuer;
  readonly terminal: TestConsole;
  readonly service: SecretService;
  /** The variables that lead to the Secret Service. */
  readonly env: SecretService['env'];
  /** The logins and keys that are in files. */
  files(): Promise<string[]>;
}

/** Sets the stage for every test of the `describe` that it is called in; `MARK` in the environment of the console tells its processes from those of others. */
export function setSecretServiceStage(): SecretServiceStage {
  let [server, terminal, service]: [ScriptedIssuer?, TestConsole?, SecretService?] = [];
  const stage = {
    get server() {
      return ready(server);
    },
    get terminal() {
      return ready(terminal);
    },
    get service() {
      return ready(service);
    },
    get env() {
      return ready(service).env;
    },
    files: async () =>
      (await readdir(ready(terminal).home, { recursive: true })).filter((name) => /\.(?:jwe|key)$/.test(name)).sort(),
  };

  before(async function () {
    if (process.platform !== 'linux') this.skip(); // the other stores belong to a person who is logged in
    needsSecretService(this);
    service = await startSecretService();
  });
  after(() => service?.stop());

  beforeEach(async () => {
    server = await startScriptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })], poll: [tokens('SECRET-VALUE')] });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, MARK: server.issuer });
  });
  afterEach(async () => {
    await stage.service.removeAll();
    await stage.server.close();
    await stage.terminal.remove();
  });
  return stage;
}

function ready<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('there is a stage within a test only');
  return thing;
}
