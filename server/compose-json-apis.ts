import type Router from '@koa/router';

import { createDevicesApi } from './devices/devices-api.ts';
import type { DevicesApiDeps } from './devices/devices-api.ts';
import { createAnswerApiProblems } from './http/api-problem.ts';
import { createCors } from './http/cors.ts';
import { createApprovalApi } from './pairing/approval-api.ts';
import type { ApprovalApiDeps } from './pairing/approval-api.ts';
import type { Settings } from './settings/settings.ts';
import { createBearerCallers } from './web-session/bearer-callers.ts';
import type { BearerCallersDeps } from './web-session/bearer-callers.ts';

/** What the JSON APIs are made of, beside what only they have. */
export interface JsonApisDeps
  extends
    Pick<ApprovalApiDeps, 'pairing' | 'catalogue' | 'userCode'>,
    Pick<DevicesApiDeps, 'ownDevices' | 'visitors' | 'csrf'>,
    Omit<BearerCallersDeps, 'settings'> {
  readonly settings: Settings;
}

/** The APIs for a product with pages of its own: who calls them, and from which origins. Bearer tokens are taken, and approvals, where `approval_api` is set. */
export function composeJsonApis(deps: JsonApisDeps): {
  readonly approvalApi: Router | undefined;
  readonly devicesApi: Router;
} {
  const { settings, catalogue, log } = deps;
  const { issuer } = settings;
  const { token, origins = [] } = settings.approvalApi ?? {};
  const callers = token && createBearerCallers({ ...deps, settings: token });
  const answerApiProblems = createAnswerApiProblems({ log });
  return {
    approvalApi:
      callers &&
      createApprovalApi({ ...deps, callers, admitOrigin: createCors({ origins, issuer, methods: 'POST' }), answerApiProblems }),
    devicesApi: createDevicesApi({
      ...deps,
      names: catalogue,
      callers,
      admitOrigin: createCors({ origins, issuer, methods: 'GET, PATCH, DELETE' }),
      answerApiProblems,
    }),
  };
}
