import { Redis } from 'ioredis';

import { createEngineProvider } from './engine-provider.ts';

// The engine alone, listening. Arguments: its port, the port of its Redis.
const [port, redisPort] = process.argv.slice(2).map(Number);
const redis = new Redis({ port: redisPort!, host: '127.0.0.1' });
const provider = await createEngineProvider(`http://localhost:${port}`, redis);
provider.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
