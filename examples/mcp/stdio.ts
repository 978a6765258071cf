// A client such as Claude Desktop starts this file and speaks to it over stdin and stdout. So
// nothing else may write to stdout.
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { authOfToken } from './authOfToken';
import { createServer } from './createServer';

serveStdio(() => createServer({ auth: authOfToken }));
