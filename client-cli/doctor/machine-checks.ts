import type { Environment } from '../environment.ts';
import { withoutCredentials } from '../issuer/address.ts';
import { VARIABLES } from '../program/variables.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { browserObstacle } from '../terminal/open-browser.ts';
import { VERSION } from '../version.ts';
import { good, warning } from './check.ts';
import type { Check } from './check.ts';

/** What the machine is, as far as it matters. */
export interface Machine {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Such as "24.1.0". */
  readonly nodeVersion: string;
}

/** As in package.json, which a test compares. */
export const OLDEST_NODE = '20.19.0';

/** Looks at what the program runs in: nothing is asked of anybody. */
export function checkMachine({ env, platform, nodeVersion }: Machine): Check[] {
  return [
    isOlder(nodeVersion, OLDEST_NODE)
      ? warning(
          'program',
          `countersign ${VERSION} on Node.js ${nodeVersion}.`,
          `Update Node.js: ${OLDEST_NODE} or later is needed.`,
        )
      : good('program', `countersign ${VERSION} on Node.js ${nodeVersion}, ${platform}.`),
    checkVariables(env),
    ...checkUncheckedTls(env),
    checkBrowser(env, platform),
  ];
}

/** Names of variables, and values that are no secret. */
function checkVariables(env: Environment): Check {
  const known = VARIABLES.flatMap((one) =>
    one.name.endsWith('_PROXY') ? [one, { ...one, name: one.name.toLowerCase() }] : [one],
  );
  const set = known.flatMap(({ name, secret, only }) => {
    const value = env[name];
    if (!value || value !== (only ?? value)) return [];
    return secret ? [`${name} (not shown)`] : [`${name}=${cleanText(withoutCredentials(value), 100)}`];
  });
  return good('environment', set.length === 0 ? 'No variable of the environment has a say.' : `${set.join(', ')}.`);
}

/** Node's own switch against all certificates: tokens would go to whoever stands in between. */
function checkUncheckedTls({ NODE_TLS_REJECT_UNAUTHORIZED: checks }: Environment): Check[] {
  if (checks !== '0') return [];
  return [
    warning(
      'environment',
      'NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not checked, and tokens go to whoever stands in between.',
      'Unset it. If your company has its own authority, give its certificate with --ca-file FILE.',
    ),
  ];
}

function checkBrowser(env: Environment, platform: NodeJS.Platform): Check {
  const obstacle = browserObstacle(env, platform);
  return good(
    'browser',
    obstacle === undefined ? 'A browser can be opened here.' : `No browser is opened here (${obstacle}). None is needed.`,
  );
}

function isOlder(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
