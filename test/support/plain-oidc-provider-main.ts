/**
 * An authorization server that knows nothing of ours, in a process of its own: `node plain-oidc-provider-main.ts PORT`. oidc-provider as it comes, with its own pages for trying
 * things out; only the device grant is switched on, and a client is there.
 */
import { Provider } from 'oidc-provider';

const [port = ''] = process.argv.slice(2);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: 'console',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  features: { deviceFlow: { enabled: true }, revocation: { enabled: true } },
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
