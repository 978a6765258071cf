import { clientJson } from './clientJson';
import type { Client, Session } from './clients';
import { clientOf, type Sandbox, tokenOf } from './Sandbox';
import type { SandboxRequest } from './SandboxRequest';
import { json, type SandboxResponse } from './SandboxResponse';

/** One request of clerk-js, and the functions to answer it. */
export interface Exchange {
  readonly sandbox: Sandbox;
  readonly request: SandboxRequest;
  /** The browser. A route that signs in sets a new one. */
  client: Client | undefined;
  /** What the JSON forms of sessions need. */
  readonly context: {
    readonly directory: Sandbox['directory'];
    readonly tokenOf: (session: Session) => string;
  };
  /** Answers with this value, and with the browser's cookies. */
  answer: (value: unknown) => SandboxResponse;
  /**
   * Answers with this value and with the state of the browser, so that clerk-js updates the page.
   */
  answerWithClient: (response: unknown) => SandboxResponse;
}

/** Finds the browser that made a request. */
export function createExchange(sandbox: Sandbox, request: SandboxRequest): Exchange {
  const exchange: Exchange = {
    sandbox,
    request,
    client: clientOf(sandbox, request),
    context: {
      directory: sandbox.directory,
      tokenOf: (session) => tokenOf(sandbox, session, request.url),
    },
    answer(value) {
      const devBrowser = request.cookies.get('__clerk_db_jwt');
      return json(value, { cookies: sandbox.cookies.ofClient(exchange.client, devBrowser) });
    },
    answerWithClient: (response) =>
      exchange.answer({ response, client: clientJson(exchange.client, exchange.context) }),
  };
  return exchange;
}
