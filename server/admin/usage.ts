/** What `--help` says. */
export const USAGE = `Countersign: an OAuth 2.0 server for the Device Authorization Grant (RFC 8628).

Usage
  npm start [-- OPTIONS]                 start the server
  npm run config:check [-- --config DIR] check the settings, and say every problem at once
  npm run config:schema                  write the JSON Schemas that editors use
  node server/main.ts devices list [--person ID] [--client ID] [--device ID] [--json]
                                         who has which devices
  node server/main.ts devices end  (--person ID | --client ID | --device ID) … [--json]
                                         end them: they get no new access, and the server need not be restarted

Options (each beats its environment variable, which beats the file)
  --config DIR    the settings folder          COUNTERSIGN_CONFIG   default: config
  --port PORT     where to listen              PORT                 default: 8628
  --storage URL   sqlite:PATH, sqlite::memory:, redis://…, rediss://…, redis+sentinel://…, redis+cluster://…
                                               COUNTERSIGN_STORAGE  default: sqlite:./data/countersign.sqlite
  --help          this text

Environment only
  COUNTERSIGN_ISSUER   the address people and programs reach the server by
  COUNTERSIGN_HOST     the address to listen on; a local issuer listens to this machine only (default), a container wants 0.0.0.0
  LOG_LEVEL            error, warn, info or debug
  COUNTERSIGN_POLL_LANE  off: answer every poll by the engine, to compare
`;
