import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HTTP } from '@cerbos/http';
import { type ClerkSandbox, startClerkSandbox } from '../../src/testing';
import { callers, directory } from '../behaviour/people';
import { usePdp } from '../setup/pdp';
import { root } from '../setup/publishedPackage';
import { markdownPage } from './snippets';

/** As much of the adapter as is called here. */
interface Entry {
  createClerkCerbos: (options: object) => {
    withCerbos: (rule: object, handler: (event: object, grant: Grant) => Response) => Handler;
    checkEndpoint: Handler;
  };
}
interface Grant {
  readonly principal: { readonly id: string };
}
type Handler = (event: object) => Promise<Response>;

const snippets = markdownPage('contributing/new-adapter.md').snippets.filter(
  ({ path }) => path !== undefined,
);
const pdp = usePdp();

let house: string;
let clerk: ClerkSandbox;
let entry: Entry;
beforeAll(async () => {
  // A house beside ours, with the same rooms, and the adapter of the page in it.
  mkdirSync(join(root, 'test-results'), { recursive: true });
  house = mkdtempSync(join(root, 'test-results/new-adapter-'));
  mkdirSync(join(house, 'src'));
  for (const room of ['base', 'identify', 'answer', 'ask', 'bridge']) {
    symlinkSync(join(root, 'src', room), join(house, 'src', room), 'dir');
  }
  for (const { path = '', code } of snippets) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), code);
  }
  const outfile = join(house, 'acme.mjs');
  await build({
    entryPoints: [join(house, 'src/adapters/acme/createClerkCerbos.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    preserveSymlinks: true,
  });
  entry = (await import(pathToFileURL(outfile).href)) as Entry; // what the page writes
  clerk = await startClerkSandbox(directory);
  Object.assign(process.env, clerk.env);
});
afterAll(async () => {
  await clerk.close();
  rmSync(house, { recursive: true, force: true });
});

describe('the adapter that contributing/new-adapter.md builds in five steps', () => {
  it('compiles', () => {
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
    const files = snippets.map(({ path = '' }) => join(house, path));
    const program = ts.createProgram(files, { ...options, preserveSymlinks: true });
    const errors = files.flatMap((file) =>
      program.getSemanticDiagnostics(program.getSourceFile(file)),
    );
    expect(
      errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ).toEqual([]);
  });

  it('takes under 60 lines of code, types, imports and comments aside', () => {
    expect(snippets.length).toBeGreaterThan(2);
    const lines = snippets.flatMap(({ path = '', code }) => codeLines(path, code));
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThan(60);
  });

  it('answers who may, who may not, who is signed out, what is missing, and an outage', async () => {
    const { withCerbos } = adapter(pdp().httpUrl);
    const serve = withCerbos(rule, (_, { principal }) => Response.json({ caller: principal.id }));
    const ask = async (caller: keyof typeof callers, id = '1', handler = serve) => {
      const response = await handler(eventOf(caller, id));
      const body = (await response.json()) as { readonly caller?: string; readonly code?: string }; // as it is written here, and problem details
      return [response.status, body.caller ?? body.code];
    };
    expect(await ask('owner')).toEqual([200, 'user_owner']);
    expect(await ask('other organization')).toEqual([403, 'denied']);
    expect(await ask('signed out')).toEqual([401, 'signed_out']);
    expect(await ask('owner', '2')).toEqual([404, 'not_found']);
    const down = adapter('http://127.0.0.1:9').withCerbos(rule, () => new Response());
    expect(await ask('owner', '1', down)).toEqual([503, 'pdp_unreachable']);
  });

  it('answers what the browser asks', async () => {
    const { checkEndpoint } = adapter(pdp().httpUrl);
    const checks = [{ kind: 'document', id: '1', actions: ['view', 'delete'] }];
    const response = await checkEndpoint(
      eventOf('owner', '', {
        method: 'POST',
        body: JSON.stringify({ checks }),
        headers: { 'content-type': 'application/json' },
      }),
    );
    expect(await response.json()).toEqual({ decisions: [{ view: true, delete: true }] });
  });
});

const rule = {
  action: 'view',
  resource: ({ params }: { params: { id: string } }) => ({ kind: 'document', id: params.id }),
};

function adapter(url: string) {
  const attr = { ownerId: 'user_owner', orgId: 'org_acme', public: false };
  return entry.createClerkCerbos({
    cerbos: new HTTP(url),
    resources: { document: (id: string) => (id === '1' ? { attr } : null) },
  });
}

function eventOf(caller: keyof typeof callers, id: string, init: RequestInit = {}) {
  const request = new Request(`https://app.example.com/documents/${id}`, init);
  const token = callers[caller](clerk);
  if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
  return { request, params: { id } };
}

/** The lines that do something. */
function codeLines(path: string, code: string): string[] {
  const tree = ts.createSourceFile(path, code, ts.ScriptTarget.ESNext);
  const isType = (node: ts.Node) =>
    ts.isImportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return tree.statements
    .filter((statement) => !isType(statement))
    .flatMap((statement) => statement.getText(tree).split('\n'))
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//'));
}
