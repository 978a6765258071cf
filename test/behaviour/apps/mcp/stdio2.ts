// The tools of the behaviour suite over stdio, with 2.x of the SDK.
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { authOf } from './authz';
import { createServer2 } from './servers';

const { BEHAVIOUR_TOKEN: token } = process.env;
serveStdio(() => createServer2({ auth: () => authOf(token && `Bearer ${token}`, 'all') }));
