import { createTestConsole } from '../run-console.ts';
import type { TestConsole } from '../run-console.ts';
import { startScriptedIssuer } from '../scripted-issuer.ts';
import type { Script, ScriptedIssuer } from '../scripted-issuer.ts';

/** What stands ready in each test: an issuer that does as it is told, and a console that has kept nothing yet. */
export interface ScriptedStage {
  readonly server: ScriptedIssuer;
  readonly terminal: TestConsole;
}

/** How the stage is to be. */
export interface StageWish {
  /** What the issuer does until a test has it do something else. */
  readonly script?: () => Script;
  /** What stands in the environment of the console besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Is the issuer to be found in that environment? Otherwise each command has to name it. */
  readonly namesIssuer?: boolean;
}

/** Sets the stage anew for every test of the `describe` that it is called in, and clears it away. @param ready is handed what stands there */
export function setScriptedStage(ready: (stage: ScriptedStage) => void, wish: StageWish = {}): void {
  const { script = () => ({}), env = {}, namesIssuer = true } = wish;
  let stage: ScriptedStage;
  beforeEach(async () => {
    const server = await startScriptedIssuer(script());
    const terminal = await createTestConsole({ ...(namesIssuer ? { COUNTERSIGN_ISSUER: server.issuer } : {}), ...env });
    stage = { server, terminal };
    ready(stage);
  });
  afterEach(async () => {
    await stage.server.close();
    await stage.terminal.remove();
  });
}
