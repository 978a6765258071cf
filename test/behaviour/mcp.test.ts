import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CerbosServer,
  type ClerkSandbox,
  startCerbos,
  startClerkSandbox,
} from '../../src/testing';
import { startTimeoutMs } from '../setup/pdp';
import type { ServedApp } from './apps/serveApp';
import { startServer } from './apps/startServer';
import { untilAnswered } from './behaviour';
import { cases } from './cases';
import { type FaultyPdp, startFaultyPdp } from './faultyPdp';
import { type Connected, overStdio, ways } from './mcp/clients';
import { callOf, expectTool, textOf, withoutMeaning } from './mcp/expectTool';
import { type Caller, callers, directory } from './people';

const policies = fileURLToPath(new URL('../setup/policies', import.meta.url));
const REFUSAL = 'clerk-cerbos/refusal';
const machine = { name: 'public_GET_machine', arguments: { id: '1' } };

let cerbos: CerbosServer;
let clerk: ClerkSandbox;
let pdp: FaultyPdp;
let app: ServedApp;
let env: Record<string, string>;
beforeAll(async () => {
  cerbos = await startCerbos({ policies, startTimeoutMs });
  clerk = await startClerkSandbox(directory);
  pdp = await startFaultyPdp(cerbos.httpUrl);
  env = { ...clerk.env, CERBOS_HTTP: pdp.url };
  app = await startServer('mcp', env);
});
afterAll(async () => {
  await app.stop();
  await pdp.stop();
  await clerk.close();
  await cerbos.stop();
});
beforeEach(() => {
  pdp.fault = 'none';
  clerk.setBackendApi('up');
});

const secret = { name: 'secret', arguments: { id: '1' } };

/** Does a tool run? A missing one is a result in 1.x, and an error in 2.x. */
const runs = (client: Connected, call: typeof secret): Promise<boolean> =>
  client.callTool(call).then(
    ({ isError }) => isError !== true,
    () => false,
  );

const principalOf = (answer: { content?: unknown }): unknown =>
  (JSON.parse(textOf(answer)) as { principal: unknown }).principal; // as the tools write it

describe.each(ways)('MCP over HTTP, on $name', ({ path, connect }) => {
  const connected: Connected[] = [];
  const open = async (accepts: 'sessions' | 'all', tokenOf: () => string | undefined) => {
    const client = await connect(`${app.origin}/${path}/${accepts}`, tokenOf);
    connected.push(client);
    return client;
  };
  const of = (caller: Caller) => callers[caller](clerk);
  const clients = new Map<Caller, Promise<Connected>>();
  /** The client of a caller, whose token is a new one for each request. */
  const clientOf = (caller: Caller) => {
    const client = clients.get(caller) ?? open('sessions', () => of(caller));
    clients.set(caller, client);
    return client;
  };
  afterAll(async () => {
    await Promise.all(connected.map((client) => client.close()));
  });

  // As the table of the other adapters is named, for the matrix at the end.
  describe('with the token in a header', () => {
    for (const expected of cases) {
      if (withoutMeaning.includes(expected.name)) continue;
      it(`${expected.name} → ${expected.status}`, async () => {
        const client = await clientOf(expected.caller);
        pdp.fault = expected.fault ?? 'none';
        const before = pdp.questions.length;
        const answer = await client.callTool(callOf(expected));
        expectTool(answer, expected);
        // The tool itself is always asked about.
        const asked = pdp.questions.slice(before).flatMap(({ resources }) => resources);
        const ofCase = asked.filter(({ resource }) => resource.kind !== 'mcp_tool');
        if (expected.asks !== undefined) expect(ofCase.length > 0).toBe(expected.asks);
      });
    }
  });

  it('lists what each caller may see', async () => {
    const namesFor = async (caller: Caller) => {
      const { tools } = await (await clientOf(caller)).listTools();
      return tools.map(({ name }) => name);
    };
    expect(await namesFor('admin')).toContain('secret');
    for (const caller of ['member', 'signed out', 'owner, forged', 'machine'] as const) {
      const names = await namesFor(caller);
      expect(names).toContain('public_GET_documents');
      expect(names).not.toContain('secret');
    }
  });

  it('gives no list while the PDP is down', async () => {
    const client = await clientOf('member');
    pdp.fault = 'reset';
    await expect(client.listTools()).rejects.toThrow();
  });

  it('answers for the caller of each message, in one session', async () => {
    let caller: Caller = 'admin';
    const client = await open('sessions', () => of(caller));
    const verbs = { name: 'public_GET_verbs', arguments: { id: 'acme' } };
    for (caller of ['admin', 'member', 'signed out', 'admin', 'owner, forged'] as const) {
      const expected =
        callers[caller](clerk) === undefined || caller === 'owner, forged'
          ? 'anonymous'
          : `user_${caller}`;
      expect(principalOf(await client.callTool(verbs))).toBe(expected);
      expect(await runs(client, secret)).toBe(caller === 'admin');
    }
  });

  it('answers many callers at the same moment, each for themselves', async () => {
    const asked = Array.from({ length: 15 }, async (_, index) => {
      const caller = (['owner', 'member', 'admin'] as const)[index % 3] ?? 'owner';
      const client = await clientOf(caller);
      const call = () => client.callTool({ name: 'public_GET_verbs', arguments: { id: 'acme' } });
      const answer = await untilAnswered(call, ({ isError }) => isError !== true);
      return [`user_${caller}`, principalOf(answer)];
    });
    for (const [expected, principal] of await Promise.all(asked)) expect(principal).toBe(expected);
  });

  describe('where the app accepts them, a token of a machine', () => {
    it.each([
      ['machine', 'm2m_token:mt_1', 'm2m_token'],
      ['machine, opaque', 'm2m_token:mt_2', 'm2m_token'],
      ['api key of the owner', 'api_key:ak_1', 'api_key'],
      ['api key of Acme', 'api_key:ak_2', 'api_key'],
      ['oauth client', 'oauth_token:oat_1', 'oauth_token'],
      ['oauth client, JWT', 'oauth_token:oat_2', 'oauth_token'],
      ['member', 'user_member', 'user,org:member'],
      ['signed out', 'anonymous', 'anonymous'],
      ['machine, calling another one', 'anonymous', 'anonymous'],
      ['machine, revoked', 'anonymous', 'anonymous'],
      ['api key, revoked', 'anonymous', 'anonymous'],
      ['oauth client, revoked', 'anonymous', 'anonymous'],
      ['owner, forged', 'anonymous', 'anonymous'],
    ] as const)('is its own principal: %s → %s', async (caller, principal, roles) => {
      const token = of(caller);
      const client = await open('all', () => token);
      const answer = await client.callTool(machine);
      expect(JSON.parse(textOf(answer))).toEqual({ principal, roles: roles.split(',') });
    });

    it("is not taken for signed out while Clerk's API does not answer", async () => {
      const token = of('oauth client');
      const client = await open('all', () => token);
      clerk.setBackendApi('down');
      await expect(client.callTool(machine)).rejects.toThrow();
      await expect(client.listTools()).rejects.toThrow();
      const response = await fetch(`${app.origin}/${path}/all`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token ?? ''}` },
      });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: 'clerk_unreachable' });
    });
  });
});

describe.each(Object.entries(overStdio))('MCP over stdio, on %s', (_, connect) => {
  it('answers for the caller whose token is in its environment', async () => {
    const asked = [
      ['admin', 'user_admin'],
      ['oauth client', 'oauth_token:oat_1'],
      ['owner, forged', 'anonymous'],
      ['signed out', 'anonymous'],
    ] as const;
    // Each is a process that starts.
    const answers = asked.map(async ([caller]) => {
      const token = callers[caller](clerk);
      const more = token === undefined ? {} : { BEHAVIOUR_TOKEN: token };
      const client = await connect({ ...env, ...more });
      try {
        const principal = principalOf(await client.callTool(machine));
        const { tools } = await client.listTools();
        const isListed = tools.some(({ name }) => name === 'secret');
        return { caller, principal, isListed, ran: await runs(client, secret) };
      } finally {
        await client.close();
      }
    });
    const isAdmin = (caller: Caller) => caller === 'admin';
    expect(await Promise.all(answers)).toEqual(
      asked.map(([caller, principal]) => ({
        ...{ caller, principal, isListed: isAdmin(caller), ran: isAdmin(caller) },
      })),
    );
  });
});

describe('what the app logs', () => {
  it('has no token, attribute or principal', () => {
    expect(app.output()).toContain('[clerk-cerbos]');
    for (const secret of ['do not tell', 'user_member', 'eyJ', 'oat_', REFUSAL]) {
      expect(app.output()).not.toContain(secret);
    }
  });
});
