import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameworkOf } from '../../src/cli/init/frameworks';
import { planInit } from '../../src/cli/init/planInit';
import { readApp } from '../../src/cli/init/readApp';
import { type ClerkSandbox, startCerbos, startClerkSandbox } from '../../src/testing';
import { startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';
import { mcpStarter, type Starter, starters } from './init/starters';
import type { AppFiles } from './quickstarts/frameworkApps';
import { startQuickstart } from './quickstarts/startQuickstart';

const minutes = 60_000;
const orgOf = { ada: 'org_acme', ben: 'org_acme', cleo: 'org_other' } as const;
type Person = keyof typeof orgOf;
const people: Person[] = ['ada', 'ben', 'cleo'];

let clerk: ClerkSandbox;

beforeAll(async () => {
  clerk = await startClerkSandbox({
    organizations: ['acme', 'other'].map((slug) => ({ id: `org_${slug}`, name: slug, slug })),
    users: people.map((name) => ({
      id: `user_${name}`,
      firstName: name,
      lastName: 'Example',
      email: `${name}@example.com`,
      memberships: { [orgOf[name]]: { role: 'org:member' } },
    })),
    tokenLifetimeSeconds: 3600,
  });
});

afterAll(() => clerk.close());

function writeFiles(folder: string, files: AppFiles): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The app, in a folder of the repository, whose packages it borrows. */
function makeApp(name: string, { before }: Starter): string {
  const folder = join(root, 'test-results/init', name);
  rmSync(folder, { recursive: true, force: true });
  writeFiles(folder, before);
  // Remix wants other versions than all else here. The example installs them.
  if (name === 'remix') {
    symlinkSync(join(root, 'examples/remix/node_modules'), join(folder, 'node_modules'));
  }
  return folder;
}

function init(folder: string, name: string): string {
  const args = [join(root, 'dist/cli.js'), 'init', '--framework', name];
  return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

/** Whether the reader's file has a line of the snippet; an import may have more names there. */
function contains(text: string, line: string): boolean {
  const [, names, from] = /^import \{ (.+) \} (from .+)$/.exec(line) ?? [];
  return text
    .split('\n')
    .some((one) =>
      names === undefined || from === undefined
        ? one.trim() === line.trim()
        : one.endsWith(from) && names.split(', ').every((name) => one.includes(name)),
    );
}

/** Makes the app, runs `init` twice, and does what it prints. Returns the folder. */
async function follow(name: string, starter: Starter): Promise<string> {
  const folder = makeApp(name, starter);
  init(folder, name);
  expect(init(folder, name)).toContain('Nothing to write.');

  const app = await readApp(folder);
  const { snippets } = await planInit(app, frameworkOf(name), 'policies');
  writeFiles(folder, starter.after);
  for (const { file, code } of snippets) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const line of code.split('\n')) {
      expect(contains(text, line), `${file}: ${line}`).toBe(true);
    }
  }
  // What the reader has done is not proposed again.
  expect((await planInit(app, frameworkOf(name), 'policies')).snippets).toEqual([]);
  return folder;
}

const token = (name: Person) => clerk.sessionToken({ userId: `user_${name}`, orgId: orgOf[name] });

describe.each(Object.entries(starters))('a plain app of %s, after init', (name, starter) => {
  it(
    'has a guarded route that answers 200, 403, 404 and 401',
    async () => {
      const folder = await follow(name, starter);
      const policies = join(folder, 'policies');
      await using pdp = await startCerbos({
        policies,
        schemaEnforcement: 'reject',
        startTimeoutMs,
      });
      const env = { ...clerk.env, CERBOS_HTTP: pdp.httpUrl, CERBOS_GRPC: pdp.grpcTarget };
      const running = await startQuickstart(folder, starter.command, env);
      let left: string[];
      try {
        const ask = async (who: Person | undefined, change?: string) => {
          const answer = await fetch(`${running.origin}/api/projects/roadmap`, {
            headers: {
              ...(who !== undefined && { authorization: `Bearer ${token(who)}` }),
              // As a browser does.
              ...(change !== undefined && {
                origin: running.origin,
                'content-type': 'text/plain',
              }),
            },
            ...(change !== undefined && { method: 'PUT', body: change }),
          });
          return { status: answer.status, body: await answer.json() };
        };
        expect(await ask('ada'), running.output()).toMatchObject({
          status: 200,
          body: { id: 'roadmap', name: 'Roadmap' },
        });
        expect(await ask('ada', 'Plan')).toMatchObject({ status: 200, body: { name: 'Plan' } });
        expect(await ask('ben')).toMatchObject({ status: 200 });
        expect(await ask('ben', 'Mine')).toMatchObject({ status: 403, body: { code: 'denied' } });
        expect(await ask('cleo')).toMatchObject({ status: 404, body: { code: 'not_found' } });
        expect(await ask(undefined)).toMatchObject({ status: 401, body: { code: 'signed_out' } });

        const decisions = await fetch(`${running.origin}/api/cerbos`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token('ben')}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            checks: [{ kind: 'project', id: 'roadmap', actions: ['view', 'edit'] }],
          }),
        });
        expect(await decisions.json()).toMatchObject({ decisions: [{ view: true, edit: false }] });
      } finally {
        left = await running.stop();
      }
      expect(left).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    },
    3 * minutes,
  );
});

it(
  'a plain MCP server, after init, shows, refuses and hides tools as the policies say',
  async () => {
    const folder = await follow('mcp', mcpStarter);
    const policies = join(folder, 'policies');
    await using pdp = await startCerbos({ policies, schemaEnforcement: 'reject', startTimeoutMs });
    const env = { ...clerk.env, CERBOS_HTTP: pdp.httpUrl, CERBOS_GRPC: pdp.grpcTarget };
    const running = await startQuickstart(folder, mcpStarter.command, env);
    let left: string[];
    try {
      const url = new URL(`${running.origin}/mcp`);
      expect((await fetch(url, { method: 'POST' })).status).toBe(401);

      const ask = async (who: Person, tool: string, more: object = {}) => {
        const client = new Client({ name: 'test', version: '1.0.0' });
        const headers = { authorization: `Bearer ${token(who)}` };
        await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
        const result = await client.callTool({ name: tool, arguments: { id: 'roadmap', ...more } });
        await client.close();
        return result;
      };
      const refusal = (code: string) => ({
        isError: true,
        _meta: { 'clerk-cerbos/refusal': { code } },
      });
      expect(JSON.stringify(await ask('ben', 'view_project'))).toContain('Roadmap');
      expect(await ask('ben', 'rename_project', { name: 'Mine' })).toMatchObject(refusal('denied'));
      expect(await ask('cleo', 'view_project')).toMatchObject(refusal('not_found'));
      expect(JSON.stringify(await ask('ada', 'rename_project', { name: 'Plan' }))).toContain(
        'Plan',
      );
    } finally {
      left = await running.stop();
    }
    expect(left).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  },
  2 * minutes,
);
