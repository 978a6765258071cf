import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { authOfToken } from '../authOfToken';
import { createServer } from './createServer';

await createServer({ auth: authOfToken }).connect(new StdioServerTransport());
