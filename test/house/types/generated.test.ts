import { join } from 'node:path';
import ts60 from 'typescript';
import ts59 from 'typescript-5.9';
import { describe, expect, it } from 'vitest';
import { root } from '../../setup/publishedPackage';
import { bundler } from './testPrograms';

type Api = typeof ts60;

// The two declare the same API, but as types that know nothing of each other.
const apis = [ts60, ts59 as unknown as Api].map((api) => [api.version, api] as const);

const types = join(root, 'examples/express/policies.gen.ts');
// Beside the generated file; it is only in memory.
const app = join(root, 'examples/express/inMemory.ts');

const beginning = `
import { createClerkCerbos } from 'clerk-cerbos/web';
declare const request: never;
const attr = { ownerId: 'a', orgId: 'b', sharedWithUsers: [], sharedWithOrganizations: [] };
const options = { cerbos: {} as never, auth: () => null };
const { isAllowed, withCerbos } = createClerkCerbos({ ...options, resources: { document: () => ({ attr }) } });
`;

/** An editor in which this code is written below the beginning. */
function edit(api: Api, code: string) {
  const text = beginning + code;
  const options = bundler(api);
  const service = api.createLanguageService({
    getScriptFileNames: () => [app, types],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const content = name === app ? text : api.sys.readFile(name);
      return content === undefined ? undefined : api.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: (settings) => api.getDefaultLibFilePath(settings),
    fileExists: (name) => api.sys.fileExists(name),
    readFile: (name) => api.sys.readFile(name),
    directoryExists: (name) => api.sys.directoryExists(name),
    getDirectories: (name) => api.sys.getDirectories(name),
    realpath: (name) => api.sys.realpath?.(name) ?? name,
  });
  return { service, text };
}

const lines = {
  "void isAllowed(request, { resource: { kind: 'documnet', id: '1' }, action: 'view' });": `Type '"documnet"' is not assignable to type 'keyof Policies'. Did you mean '"document"'?`,
  "void isAllowed(request, { resource: { kind: 'document', id: '1' }, action: 'delte' });": `Did you mean '"delete"'?`,
  "void isAllowed(request, { resource: { kind: 'document', id: '1', attr: { ...attr, ownerID: 'x' } }, action: 'view' });": `'ownerID' does not exist in type 'DocumentAttributes'. Did you mean to write 'ownerId'?`,
  "withCerbos({ action: 'shar', resource: { kind: 'document', id: '1' } }, () => new Response());": `Did you mean '"share"'?`,
  "withCerbos({ action: 'view', resource: { kind: 'document', id: '1' } }, (_r, _c, grant) => new Response(grant.resource.attr.ownerld));": `Property 'ownerld' does not exist on type 'Readonly<DocumentAttributes>'. Did you mean 'ownerId'?`,
  'createClerkCerbos({ ...options, resources: { documnet: () => ({ attr }) } });': `Did you mean to write 'document'?`,
};

describe.each(apis)('with TypeScript %s and generated types', (_, api) => {
  it('what is misspelt does not compile, and the compiler names what was meant', () => {
    const { service, text } = edit(api, Object.keys(lines).join('\n'));
    const first = beginning.split('\n').length - 1;
    const errors = service.getSemanticDiagnostics(app).map(({ start = 0, messageText }) => ({
      line: text.slice(0, start).split('\n').length - 1 - first,
      message: api.flattenDiagnosticMessageText(messageText, '\n'),
    }));
    expect(errors).toEqual(
      Object.values(lines).map((message, line) => ({
        line,
        message: expect.stringContaining(message),
      })),
    );
    expect(service.getSemanticDiagnostics(types)).toEqual([]);
  });

  it('hovering a kind shows the description of its policy, and its definition is in the file', () => {
    const { service, text } = edit(api, '');
    const at = text.indexOf('document: () =>');
    const hover = service.getQuickInfoAtPosition(app, at);
    expect(api.displayPartsToString(hover?.documentation)).toMatch(
      /^A document of an organization\..* — resource_policies\/document\.yaml$/s,
    );
    const definitions = service.getDefinitionAtPosition(app, at) ?? [];
    expect(definitions.map(({ fileName, name }) => [fileName, name])).toContainEqual([
      types,
      'document',
    ]);
  });

  it('the editor lists the kinds and the actions', () => {
    const { service, text } = edit(
      api,
      "void isAllowed(request, { resource: { kind: '', id: '1' }, action: 'view' });",
    );
    const at = text.indexOf("kind: ''") + "kind: '".length;
    const listed = service.getCompletionsAtPosition(app, at, {})?.entries.map(({ name }) => name);
    expect(listed).toEqual(['document', 'library']);
  });
});
