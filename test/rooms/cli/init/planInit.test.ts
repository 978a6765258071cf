import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { frameworkOf, frameworks, frameworksIn } from '../../../../src/cli/init/frameworks';
import { isUnchanged, type Plan, planInit } from '../../../../src/cli/init/planInit';
import { readApp } from '../../../../src/cli/init/readApp';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../../setup/publishedPackage';
import { type AppLayout, appFiles, makeApp, writeFiles } from './makeApp';

async function planOf(
  id: string,
  layout: AppLayout = {},
  files: Readonly<Record<string, string | object>> = {},
  policies = 'policies',
): Promise<Plan> {
  const app = await readApp(makeApp({ ...appFiles(id, layout), ...files }));
  return planInit(app, frameworkOf(id), policies);
}

const paths = ({ files }: Plan) => files.map(({ path }) => path);
const textOf = ({ files }: Plan, path: string) =>
  files.find((file) => file.path === path)?.text ?? '';
const allText = ({ files }: Plan) => files.map(({ text }) => text).join('\n');

describe('which framework an app uses', () => {
  const certain = frameworks.filter(({ id }) => id !== 'web');

  it.each(certain.map(({ id }) => id))('finds %s by the packages', async (id) => {
    const app = await readApp(makeApp(appFiles(id)));
    expect(frameworksIn(app).map((framework) => framework.id)).toEqual([id]);
  });

  it('finds each of several', async () => {
    const app = await readApp(makeApp(appFiles('mcp', { packages: ['express'] })));
    expect(frameworksIn(app).map(({ id }) => id)).toEqual(['express', 'mcp']);
  });

  it('takes Next.js for the App Router if there are pages of both routers', async () => {
    const files = { ...appFiles('nextjs'), 'pages/old.js': '' };
    expect(frameworksIn(await readApp(makeApp(files))).map(({ id }) => id)).toEqual(['nextjs']);
  });

  it('names all frameworks for one that does not exist', () => {
    expect(() => frameworkOf('nuxt')).toThrow(
      'There is no framework "nuxt". Choose one of: nextjs,',
    );
  });
});

describe('what an app gets', () => {
  it('stands below src/ where its sources do, and at the top where they do not', async () => {
    expect(paths(await planOf('express'))).toContain('lib/authz.ts');
    expect(paths(await planOf('express', { src: 'src/' }))).toContain('src/lib/authz.ts');
    const next = paths(await planOf('nextjs', { src: 'src/' }));
    expect(next).toContain('src/app/api/projects/[id]/route.ts');
    expect(next).toContain('src/proxy.ts');
  });

  it.each([
    ['gRPC', 'express', [], '@cerbos/grpc'],
    ['HTTP, if it uses that already', 'express', ['@cerbos/http'], '@cerbos/http'],
    ['gRPC, if it has both', 'express', ['@cerbos/http', '@cerbos/grpc'], '@cerbos/grpc'],
    ['HTTP on Cloudflare', 'react-router', ['@cloudflare/vite-plugin'], '@cerbos/http'],
    ['HTTP in any runtime', 'web', [], '@cerbos/http'],
  ])('asks the PDP by %s', async (_, id, packages, client) => {
    const plan = await planOf(id, { packages });
    expect(allText(plan)).toContain(`from '${client}'`);
    expect(plan.packages.filter((name) => name.startsWith('@cerbos/'))).toEqual(
      packages.includes(client) ? [] : [client],
    );
  });

  it('has a middleware before Next.js 16, and a proxy from then on', async () => {
    const dependencies = { next: '^15.5.0', '@clerk/nextjs': '*' };
    const old = paths(await planOf('nextjs', {}, { 'package.json': { dependencies } }));
    expect(old).toContain('middleware.ts');
    expect(old).not.toContain('proxy.ts');
    expect(paths(await planOf('nextjs'))).toContain('proxy.ts');
  });

  it('has no second proxy: what is missing in the first one is proposed', async () => {
    const clerks = await planOf('nextjs', {}, { 'proxy.ts': 'export default clerkMiddleware();' });
    expect(paths(clerks)).not.toContain('proxy.ts');
    expect(clerks.snippets.map(({ file }) => file)).not.toContain('proxy.ts');

    const own = await planOf('nextjs', {}, { 'middleware.js': 'export default () => {};' });
    expect(paths(own).join()).not.toMatch(/proxy|middleware/);
    expect(own.snippets.map(({ file }) => file)).toContain('middleware.js');
  });

  it('has no files of Clerk, and is told, if Clerk is not there', async () => {
    const dependencies = { next: '*' };
    const plan = await planOf('nextjs', {}, { 'package.json': { dependencies } });
    expect(plan.hasClerk).toBe(false);
    expect(paths(plan)).not.toContain('proxy.ts');
    expect(plan.packages).toEqual(['clerk-cerbos', '@cerbos/grpc', '@clerk/nextjs']);
  });

  it('is proposed for the file that is there, with its own ending', async () => {
    const plan = await planOf('express', {}, { 'server.js': '' });
    expect(plan.snippets.map(({ file }) => file)).toEqual(['server.js']);
    const done = await planOf('express', {}, { 'server.js': 'app.use(projectRoutes);' });
    expect(done.snippets).toEqual([]);
  });

  it('keeps the scripts of the app, and adds its own', async () => {
    const scripts = { dev: 'next dev', 'policies:test': 'mine' };
    const { manifest } = await planOf('nextjs', {}, { 'package.json': { scripts } });
    expect(JSON.parse(manifest.text)).toEqual({
      scripts: {
        dev: 'next dev',
        'policies:test': 'mine',
        'dev:authz': 'clerk-cerbos dev -- npm run dev',
        'policies:types': 'clerk-cerbos generate',
      },
    });
  });

  it.each([
    ['starts nothing by itself', {}],
    ['has a script with dev already', { dev: 'clerk-cerbos dev -- next dev' }],
    ['calls it otherwise', { dev: 'next dev', start: 'clerk-cerbos dev -- npm run dev' }],
  ])('has no script dev:authz if it %s', async (_, scripts) => {
    const { manifest } = await planOf('nextjs', {}, { 'package.json': { scripts } });
    const written = JSON.parse(manifest.text) as { scripts: object };
    expect(Object.keys(written.scripts)).toEqual([
      ...Object.keys(scripts),
      'policies:test',
      'policies:types',
    ]);
  });

  it.each([
    ['package-lock.json', 'npm ci'],
    ['pnpm-lock.yaml', 'pnpm i --frozen-lockfile'],
    ['yarn.lock', 'yarn install --frozen-lockfile'],
    ['bun.lock', 'bun install --frozen-lockfile'],
  ])('speaks to the package manager of %s', async (lockfile, install) => {
    const plan = await planOf('express', {}, { [lockfile]: '' });
    const [job] = plan.continuousIntegration;
    // What GitHub needs of it.
    const { jobs } = parse(job?.code ?? '') as {
      jobs: { policies: { steps: { run?: string; uses?: string }[] } };
    };
    const steps = jobs.policies.steps.map(({ run, uses }) => run ?? uses);
    expect(steps).toContain(install);
    expect(steps.at(-2)).toMatch(/(npx|exec|x) cerbos( --)? compile policies$/);
    expect(steps.at(-1)).toMatch(/(npx|exec|x) clerk-cerbos( --)? generate --check$/);
  });

  it('has the job for CI as a file where the app has files for GitHub', async () => {
    const plan = await planOf('express', {}, { '.github/CODEOWNERS': '' });
    expect(paths(plan)).toContain('.github/workflows/policies.yaml');
    expect(plan.continuousIntegration).toEqual([]);
  });

  it('leaves a folder with other policies alone', async () => {
    const plan = await planOf('express', {}, { 'policies/invoice.yaml': 'resourcePolicy: {}' });
    expect(plan.hasOwnPolicies).toBe(true);
    expect(paths(plan).filter((path) => path.startsWith('policies/'))).toEqual([]);
  });

  it('is nothing more when it is all there', async () => {
    const folder = makeApp(appFiles('nextjs'));
    const first = await planInit(await readApp(folder), frameworkOf('nextjs'), 'policies');
    const written = [...first.files, first.manifest].map(({ path, text }) => [path, text] as const);
    writeFiles(folder, Object.fromEntries(written));
    const second = await planInit(await readApp(folder), frameworkOf('nextjs'), 'policies');
    expect([...second.files, second.manifest].every(isUnchanged)).toBe(true);
    expect(second.hasOwnPolicies).toBe(false);
  });

  it('counts as there with the line ends of Windows, as git may write them', async () => {
    const file = { path: 'a', text: 'one\ntwo\n', before: 'one\r\ntwo\r\n' };
    expect(isUnchanged(file)).toBe(true);
  });
});

describe('the policies', () => {
  it.each(['nextjs', 'mcp'])(
    'for %s compile and pass their tests, in a folder of any name',
    async (id) => {
      const plan = await planOf(id, {}, {}, 'authz/policies');
      expect(textOf(plan, 'cerbos.yaml')).toContain("directory: 'authz/policies'\n");
      expect(plan.manifest.text).toContain('generate --policies authz/policies');
      const files = plan.files.filter(({ path }) => path.startsWith('authz/'));
      const folder = makeApp(Object.fromEntries(files.map(({ path, text }) => [path, text])));
      const compiled = spawnSync(cerbosBinary(root), ['compile', join(folder, 'authz/policies')], {
        encoding: 'utf8',
      });
      expect(compiled.stdout).toMatch(/\d{3} tests executed \[\d{3} OK\]/);
      expect(compiled.status).toBe(0);
    },
  );

  it('are tested with resources of their kinds alone', async () => {
    const text = textOf(await planOf('express'), 'policies/tests/testdata/resources.yaml');
    // What the PDP reads.
    const { resources } = parse(text, { merge: true }) as {
      resources: Record<string, { kind: string }>;
    };
    expect(new Set(Object.values(resources).map(({ kind }) => kind))).toEqual(new Set(['project']));
  });

  it.each(['../policies', '/etc', '.', '..', 'a/../..', 'C:\\policies', '', 'a; b', '--x', '$(a)'])(
    'do not stand outside of the app, as in %j',
    async (policies) => {
      await expect(planOf('express', {}, {}, policies)).rejects.toThrow(
        'must be below that of the app',
      );
    },
  );
});

describe('the configuration of the PDP', () => {
  it('binds it to this machine, closes it to web pages, and refuses attributes of a wrong form', async () => {
    expect(parse(textOf(await planOf('hono'), 'cerbos.yaml'))).toEqual({
      server: {
        httpListenAddr: '127.0.0.1:3592',
        grpcListenAddr: '127.0.0.1:3593',
        cors: { disabled: true },
      },
      storage: { driver: 'disk', disk: { directory: 'policies', watchForChanges: false } },
      schema: { enforcement: 'reject' },
      telemetry: { disabled: true },
    });
  });
});

describe('package.json', () => {
  it.each([
    [{}, 'There is no package.json in'],
    [{ 'package.json': '{' }, 'package.json is not JSON'],
    [{ 'package.json': '[]' }, 'package.json is no object'],
    [{ 'package.json': '{"scripts": "none"}' }, 'package.json is no object, or its scripts'],
  ])('must be one that can be read: %j', async (files, message) => {
    await expect(readApp(makeApp(files))).rejects.toThrow(message);
  });
});
