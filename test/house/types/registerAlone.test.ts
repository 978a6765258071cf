import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts60 from 'typescript';
import ts59 from 'typescript-5.9';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entries } from '../../setup/publishedPackage';
import { type Installed, installAlone } from '../packedPackage';
import { bundler, compile, errorsIn, node } from './testPrograms';

type Api = typeof ts60;

// The two declare the same API, but as types that know nothing of each other.
const apis = [ts60, ts59 as unknown as Api].map((api) => [api.version, api] as const);

/** An app's whole lib/policies.ts, as the documentation has it. */
const policies = `
export interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}
`;

const planning = (who: string, more = '') => `
const { planResources } = createClerkCerbos({ cerbos: {} as never${more} });
void planResources(${who}{ resource: { kind: 'document' }, action: 'edit' });
// @ts-expect-error -- the registered policies know no such action
void planResources(${who}{ resource: { kind: 'document' }, action: 'fly' });
`;

/** What an app does with the entries that ask about policies; the others are only imported. */
const uses: Readonly<Record<string, string>> = {
  'clerk-cerbos/browser': `
const { ask } = createCerbosStore({ clerk: {} as never });
export const asked = ask({ resource: { kind: 'document', id: '1' }, action: 'edit' });
// @ts-expect-error -- the registered policies know no such action
export const wrong = ask({ resource: { kind: 'document', id: '1' }, action: 'fly' });
`,
  'clerk-cerbos/nextjs': planning(''),
  'clerk-cerbos/tanstack-start': planning(''),
  'clerk-cerbos/web': planning('{} as never, ', ', auth: () => null'),
  'clerk-cerbos/react': `
export const asked = () => useIsAllowed({ resource: { kind: 'document', id: '1' }, action: 'edit' });
// @ts-expect-error -- the registered policies know no such action
export const wrong = () => useIsAllowed({ resource: { kind: 'document', id: '1' }, action: 'fly' });
`,
  'clerk-cerbos/react/inspector': '',
  'clerk-cerbos/drizzle': '',
  'clerk-cerbos/otel': '',
  'clerk-cerbos/prisma': '',
  'clerk-cerbos/testing': '',
};

/** What the use is of, if not of `createClerkCerbos`. */
const names: Readonly<Record<string, string>> = {
  'clerk-cerbos/browser': 'createCerbosStore',
  'clerk-cerbos/react': 'useIsAllowed',
};

function appOf(specifier: string): string {
  const use = uses[specifier] ?? planning('{} as never, ');
  const name = names[specifier] ?? 'createClerkCerbos';
  return use === '' ? `import '${specifier}';` : `import { ${name} } from '${specifier}';${use}`;
}

let installed: Installed;
beforeAll(() => {
  installed = installAlone();
});
afterAll(() => {
  installed.remove();
});

describe.each(apis)('with TypeScript %s', (version, api) => {
  describe.each([
    ['a bundler', 'ts', bundler(api)],
    ['ES modules in Node', 'mts', node(api)],
    ['CommonJS in Node', 'cts', node(api)],
  ])('and for %s', (_, extension, options) => {
    it.each(entries())(
      'lib/policies.ts registers policies for an app that imports $specifier alone',
      ({ specifier }) => {
        const folder = join(installed.folder, version, extension, specifier);
        mkdirSync(folder, { recursive: true });
        const files = Object.entries({ policies, app: appOf(specifier) }).map(([name, text]) => {
          const file = join(folder, `${name}.${extension}`);
          writeFileSync(file, text);
          return file;
        });
        // Without the peers, whose types are not the question.
        const program = compile(files, api, { ...options, skipLibCheck: true });
        expect(errorsIn(folder, program, api)).toEqual([]);
      },
    );
  });
});
