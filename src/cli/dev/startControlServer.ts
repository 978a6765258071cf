import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { DevReason } from '../../bridge/endpoint/fetchReasons';
import type { Explanation } from '../explain/Explanation';
import { isDenied, type Call, type Calls } from './createCalls';
import type { Explainer } from './createExplainer';

/** What `explain` gets from a running `dev`. */
export interface ExplainedCall {
  readonly callId: string;
  readonly explanations: readonly Explanation[];
}

/** The server at which `dev` tells the app and `explain` why the PDP denied something. */
export interface ControlServer {
  /** With the token in its path. */
  readonly url: string;
  readonly close: () => void;
}

const unknownCallMs = 1_000;
const tokenBytes = 32;

/**
 * Starts the server. What it tells holds attributes of people and resources, so it tells it only to
 * who knows the token: it listens on this machine alone, answers no page of a browser, and no name
 * but its own, since the owner of a domain could point that to this machine.
 */
export async function startControlServer(
  calls: Pick<Calls, 'find' | 'lastDenied'>,
  explainer: Explainer,
): Promise<ControlServer> {
  const token = randomBytes(tokenBytes).toString('base64url');
  let host = '';
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = isTrusted(request, host, token)
        ? await answerPath(pathOf(request).slice(token.length + 2), calls, explainer)
        : undefined;
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(JSON.stringify(body ?? { error: 'not found' }));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server has no TCP port.');
  host = `127.0.0.1:${String(bound.port)}`;
  return {
    url: `http://${host}/${token}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isTrusted(request: IncomingMessage, host: string, token: string): boolean {
  const { method, headers } = request;
  // A browser says where a request comes from. Neither the app's server nor `explain` does.
  const isOfBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  const [, given = ''] = pathOf(request).split('/');
  return method === 'GET' && headers.host === host && !isOfBrowser && isEqual(given, token);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url;
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function answerPath(
  path: string,
  calls: Pick<Calls, 'find' | 'lastDenied'>,
  explainer: Explainer,
): Promise<object | undefined> {
  const [what, id = '', ...more] = path.split('/');
  if (more.length > 0) return undefined;
  if (what === 'decisions' && id === 'last-denial') {
    const call = calls.lastDenied();
    return call && explained(call, explainer);
  }
  const call = await calls.find(id, unknownCallMs);
  if (call === undefined) return undefined;
  if (what === 'decisions') return explained(call, explainer);
  return what === 'reasons' ? reasons(call, explainer) : undefined;
}

async function explained(call: Call, { explainCall }: Explainer): Promise<ExplainedCall> {
  const wantsAll = !isDenied(call);
  const explanations = await explainCall(
    call,
    ({ effect }) => wantsAll || effect === 'EFFECT_DENY',
  );
  return { callId: call.callId, explanations };
}

async function reasons(
  call: Call,
  { explainCall }: Explainer,
): Promise<{ readonly reasons: readonly DevReason[] }> {
  const denials = await explainCall(call, ({ effect }) => effect === 'EFFECT_DENY');
  return {
    reasons: denials.map(({ question: { resource, action }, summary, place }) => ({
      kind: resource.kind,
      id: resource.id,
      action,
      reason: summary,
      place: place === undefined ? '' : `${place.file}:${String(place.line)}`,
    })),
  };
}
