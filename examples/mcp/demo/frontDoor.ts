import { differencesIn } from '../../demo/differences';
import { member } from '../../demo/send';
import type { Stage } from '../../demo/stage';
import { tokenOf } from './agents';
import type { Row } from './transcript';

/** Sends what must not reach the MCP server, because it is not known who sent it. */
export async function atTheDoor(stage: Stage, path: string): Promise<Row[]> {
  const { origin, sandbox } = stage;
  const url = origin + path;
  const metadata = `${origin}/.well-known/oauth-protected-resource${path}`;
  const forged = sandbox.forgedSessionToken({ userId: 'user_ada', orgId: 'org_acme' });
  const service = sandbox.m2mToken({ machineId: 'mch_1', scopes: ['mch_2'] }).token;
  const where = `resource_metadata="${metadata}"`;
  const invalid = `Bearer error="invalid_token", ${where}`;
  return [
    await knock(url, 'without a token', undefined, `Bearer ${where}`),
    await knock(url, 'with a forged token', forged, invalid),
    await knock(url, 'with a token of a service', service, invalid),
    await readMetadata(stage, metadata, url),
    ...(path.includes('sessions') ? [await joinSession(stage, url)] : []),
  ];
}

async function knock(
  url: string,
  how: string,
  token: string | undefined,
  challenge: string,
): Promise<Row> {
  const { status, headers } = await post(url, token, 'tools/list');
  const given = headers.get('WWW-Authenticate') ?? undefined;
  return {
    what: `POST ${how}`,
    isGood: false,
    label: `HTTP ${status}`,
    text: `WWW-Authenticate: ${given}`,
    because: 'the client must get a token first',
    differences: differencesIn([
      ['status', status, 401],
      ['WWW-Authenticate', given, challenge],
    ]),
  };
}

async function readMetadata({ sandbox }: Stage, url: string, resource: string): Promise<Row> {
  const document: unknown = await (await fetch(url)).json();
  const [, , encoded = ''] = sandbox.publishableKey.split('_');
  const clerk = `https://${Buffer.from(encoded, 'base64').toString().slice(0, -1)}`;
  return {
    what: `GET ${new URL(url).pathname}`,
    isGood: true,
    text: JSON.stringify(document),
    because: 'it says where: at Clerk',
    differences: differencesIn([
      ['resource', member(document, 'resource'), resource],
      ['authorization servers', member(document, 'authorization_servers'), [clerk]],
    ]),
  };
}

/** Ada opens a session, and a stranger who knows its id sends a message in it. */
async function joinSession(stage: Stage, url: string): Promise<Row> {
  const opened = await post(url, tokenOf('ada', stage), 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'demo', version: '1.0.0' },
  });
  const id = opened.headers.get('Mcp-Session-Id') ?? undefined;
  const token = tokenOf('stranger', stage);
  const answer = await post(url, token, 'tools/list', {}, { 'Mcp-Session-Id': String(id) });
  return {
    what: 'POST of a stranger in the session of Ada’s agent',
    isGood: false,
    label: `HTTP ${answer.status}`,
    text: await answer.text(),
    because: 'a session belongs to the caller who opened it',
    isSpecial: true,
    differences: differencesIn([
      ['a session', id !== undefined, true],
      ['status', answer.status, 404],
    ]),
  };
}

function post(
  url: string,
  token: string | undefined,
  method: string,
  params: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
}
