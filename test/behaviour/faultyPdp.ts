import { createServer, type ServerResponse } from 'node:http';

/** What the way to the PDP does to its answers. */
export type Fault =
  | 'none'
  | 'reset'
  | 'hang'
  | 'error 500'
  | 'html'
  | 'empty'
  | 'empty object'
  | 'wrong order'
  | 'swapped results'
  | 'too few results'
  | 'no results'
  | 'missing action'
  | 'unknown effect'
  | 'no effects'
  | 'effects not asked for'
  | 'other request'
  | 'truncated';

/** A way to the PDP that can be broken. */
export interface FaultyPdp {
  readonly url: string;
  fault: Fault;
  /** How many questions came by. */
  readonly asked: number;
  /** How many callers hung up before they had an answer. */
  readonly abandoned: number;
  /** What came by. */
  readonly questions: readonly CheckRequest[];
  stop(): Promise<void>;
}

/** A question about resources, as it goes over the wire. */
export interface CheckRequest {
  readonly principal: { readonly id: string };
  readonly resources: readonly {
    readonly resource: { readonly kind: string; readonly id: string };
    readonly actions: readonly string[];
  }[];
}

interface CheckAnswer {
  requestId: string;
  results: { resource: { id: string }; actions: Record<string, string> }[];
}

/** What would have to be an allow if anybody believed it. */
export const garble: Partial<Record<Fault, (answer: CheckAnswer) => unknown>> = {
  'swapped results': (answer) => ({ ...answer, results: answer.results.toReversed() }),
  'too few results': (answer) => ({ ...answer, results: answer.results.slice(1) }),
  'no results': (answer) => ({ ...answer, results: [] }),
  'no effects': (answer) => ({
    ...answer,
    results: answer.results.map((result) => ({ ...result, actions: {} })),
  }),
  'effects not asked for': (answer) => ({
    ...answer,
    results: answer.results.map((result) => ({
      ...result,
      actions: { ...result.actions, delete: 'EFFECT_ALLOW', '*': 'EFFECT_ALLOW' },
    })),
  }),
  'wrong order': (answer) => ({
    ...answer,
    results: answer.results.map((result) => ({
      ...result,
      resource: { ...result.resource, id: 'another' },
    })),
  }),
  'missing action': (answer) => ({
    ...answer,
    results: answer.results.map((result) => ({ ...result, actions: { another: 'EFFECT_ALLOW' } })),
  }),
  'unknown effect': (answer) => ({
    ...answer,
    results: answer.results.map((result) => ({
      ...result,
      actions: Object.fromEntries(
        Object.keys(result.actions).map((action) => [action, 'EFFECT_MAYBE']),
      ),
    })),
  }),
  'other request': (answer) => ({ ...answer, requestId: 'another' }),
  'empty object': () => ({}),
};

/** Stands between an app and the real PDP, and breaks what it is told to. */
export async function startFaultyPdp(pdpUrl: string): Promise<FaultyPdp> {
  const state = { fault: 'none' as Fault, asked: 0, abandoned: 0 };
  const questions: CheckRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      state.asked += 1;
      response.once('close', () => {
        if (!response.writableFinished) state.abandoned += 1;
      });
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer); // a request streams bytes
      const body = Buffer.concat(chunks);
      // Clients of the suite send nothing else there.
      if (request.url?.endsWith('/check/resources') === true)
        questions.push(JSON.parse(body.toString()) as CheckRequest);
      const { fault } = state;
      if (fault === 'hang') return;
      if (fault === 'reset') return void request.socket.destroy();
      const answer = await fetch(`${pdpUrl}${request.url ?? ''}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      send(response, fault, answer.status, await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It listens nowhere.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    get asked() {
      return state.asked;
    },
    get abandoned() {
      return state.abandoned;
    },
    questions,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, fault: Fault, status: number, body: string): void {
  const json = { 'content-type': 'application/json' };
  switch (fault) {
    case 'error 500':
      response.writeHead(500, json).end('{"code":13,"message":"broken"}');
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
      return;
    case 'empty':
      response.writeHead(200, json).end();
      return;
    case 'truncated':
      response.writeHead(200, json).end(body.slice(0, body.length / 2));
      return;
    default: {
      const change = status === 200 ? garble[fault] : undefined;
      // Only answers to checks come this way with results.
      const answer =
        change === undefined ? body : JSON.stringify(change(JSON.parse(body) as CheckAnswer));
      response.writeHead(status, json).end(answer);
    }
  }
}
