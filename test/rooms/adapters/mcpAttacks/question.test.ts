import { completable as completable1 } from '@modelcontextprotocol/sdk/server/completable.js';
import { ResourceTemplate as Template1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  completable as completable2,
  ResourceTemplate as Template2,
} from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClerkCerbos } from '../../../../src/adapters/mcp';
import { asUser, connect, MAJORS, startPdp } from './world';

/** All may read, but not what is called payroll. */
const resourcePolicy = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: mcp_resource
  version: default
  rules:
    - { actions: [list, read], effect: EFFECT_ALLOW, roles: ['*'] }
    - actions: [list, read]
      effect: EFFECT_DENY
      roles: ['*']
      condition: { match: { expr: 'R.attr.name == "payroll" || R.attr.title == "Payroll"' } }
`;

/** All may view what is called open. */
const documentPolicy = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  rules:
    - actions: [view]
      effect: EFFECT_ALLOW
      roles: ['*']
      condition: { match: { expr: 'R.id == "open"' } }
    - { actions: [never], effect: EFFECT_DENY, roles: ['*'] }
`;

/** All may get the prompts, but not for the team called secret. */
const promptPolicy = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: mcp_prompt
  version: default
  rules:
    - actions: [list, get]
      effect: EFFECT_ALLOW
      roles: ['*']
      condition: { match: { expr: 'R.id != "closed"' } }
    - { actions: [list], effect: EFFECT_ALLOW, roles: ['*'] }
    - actions: [get]
      effect: EFFECT_DENY
      roles: ['*']
      condition: { match: { expr: 'R.attr.arguments.team == "secret"' } }
`;

let pdp: Awaited<ReturnType<typeof startPdp>>;
beforeAll(async () => {
  pdp = await startPdp({
    ...{ 'resource.yaml': resourcePolicy, 'document.yaml': documentPolicy },
    'prompt.yaml': promptPolicy,
  });
});
afterAll(() => pdp.stop());

describe.each(MAJORS)('what is asked, in %s', (name, make) => {
  it.each(['before', 'after'])(
    'holds the same name and title of a template for lists, reads and completions, guarded %s',
    async (when) => {
      const { guard } = createClerkCerbos(pdp.app);
      const server = make();
      if (when === 'before') guard(server);
      const read = (uri: URL) => ({ contents: [{ uri: uri.href, text: 'ran' }] });
      const complete = { id: () => ['secret value'] };
      const Template = name === '1.x' ? Template1 : Template2;
      const register = (title: string, key: string, uri: string) =>
        server.registerResource(
          key,
          new Template(uri, { list: undefined, complete }),
          { title },
          read,
        );
      register('', 'payroll', 'pay://{id}');
      register('Payroll', 'wages', 'wage://{id}');
      if (when === 'after') guard(server);
      const client = await connect(name, server, asUser());
      expect(await client.raw('resources/templates/list', {})).toContain('"resourceTemplates":[]');
      for (const scheme of ['pay', 'wage']) {
        const answer = await client.raw('resources/read', { uri: `${scheme}://1` });
        expect(answer.toLowerCase()).toContain('not found');
        const completed = await client.raw('completion/complete', {
          ref: { type: 'ref/resource', uri: `${scheme}://{id}` },
          argument: { name: 'id', value: '' },
        });
        expect(completed).toContain('not found');
      }
      await client.close();
    },
  );

  it('is the name that was called, if the SDK keeps a renamed item under two names', async () => {
    const { guard } = createClerkCerbos(pdp.app);
    const server = guard(make());
    const tool = server.registerTool('first', {}, () => ({ content: [] }));
    const prompt = server.registerPrompt('first', {}, () => ({ messages: [] }));
    for (const item of [tool, prompt]) {
      item.update({ name: 'open' });
      item.update({ name: 'closed' });
    }
    const client = await connect(name, server, asUser());
    for (const method of ['tools/call', 'prompts/get']) {
      expect(await client.raw(method, { name: 'closed' })).toContain('Not allowed');
    }
    await client.close();
  });

  it('gives a grant for no other arguments, even if a callback is replaced meanwhile', async () => {
    const { guard, withCerbos } = createClerkCerbos(pdp.app);
    const server = guard(make());
    const ran: string[] = [];
    const view = withCerbos(
      {
        action: 'view',
        resource: ({ id }) => {
          tool.update({ callback: (_: object, context: object) => view({ id: 'other' }, context) });
          return { kind: 'document', id, attr: {} };
        },
      },
      ({ id }: { id: string }) => {
        ran.push(id);
        return { content: [] };
      },
    );
    const shape = { id: z.string() };
    const inputSchema = name === '1.x' ? shape : z.object(shape);
    const tool = server.registerTool('open', { inputSchema }, view);
    const client = await connect(name, server, asUser());
    const answer = await client.raw('tools/call', { name: 'open', arguments: { id: 'open' } });
    expect(ran).toEqual([]);
    expect(answer).toContain('Not allowed');
    await client.close();
  });

  it('holds the arguments of a completion', async () => {
    const { guard } = createClerkCerbos(pdp.app);
    const server = guard(make());
    const complete1 = completable1(z.string(), () => ['ada']);
    const complete2 = completable2(z.string(), () => ['ada']);
    const shape = { team: z.string(), member: name === '1.x' ? complete1 : complete2 };
    const argsSchema = name === '1.x' ? shape : z.object(shape);
    server.registerPrompt('open', { argsSchema }, () => ({ messages: [] }));
    const client = await connect(name, server, asUser());
    const complete = (argument: object, chosen: object) =>
      client.raw('completion/complete', {
        ...{ ref: { type: 'ref/prompt', name: 'open' }, argument },
        context: { arguments: chosen },
      });
    const member = { name: 'member', value: '' };
    expect(await complete(member, { team: 'open' })).toContain('ada');
    expect(await complete(member, { team: 'secret' })).toContain('Not allowed');
    const team = { name: 'team', value: 'secret' };
    expect(await complete(team, {})).toContain('Not allowed');
    // Said twice, the completer could read either.
    expect(await complete({ name: 'team', value: 'open' }, { team: 'secret' })).toContain(
      'Not allowed',
    );
    expect(await complete(team, { team: 'open' })).toContain('Not allowed');
    await client.close();
  });
});
