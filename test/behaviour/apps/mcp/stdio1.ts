// The tools of the behaviour suite over stdio, with 1.x of the SDK.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { authOf } from './authz';
import { createServer1 } from './servers';

const { BEHAVIOUR_TOKEN: token } = process.env;
const auth = () => authOf(token && `Bearer ${token}`, 'all');
await createServer1({ auth }).connect(new StdioServerTransport());
