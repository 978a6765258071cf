import { createRequire } from 'node:module';
import type * as Remix from '@remix-run/node';
import * as reactRouter7 from 'react-router';
import type { DataFunctionArgs } from '../../../../src/adapters/react-router';
import * as reactRouter8 from '../../../behaviour/apps/react-router-8/reactRouter';

// It is installed beside the example, which has other versions of much than all else here.
const requireForRemix = createRequire(
  new URL('../../../../examples/remix/package.json', import.meta.url),
);
const remix = requireForRemix('@remix-run/node') as typeof Remix;

/** A loader or an action. */
export type DataFunction = (args: DataFunctionArgs) => unknown;

/** Three routes, one below the other, as `/parent/child` shows them at once. */
export interface Routes {
  readonly loader: DataFunction;
  readonly action: DataFunction;
}

type Handle = (request: Request) => Promise<Response>;

/** The request handler of a framework, answering with these routes. */
export interface Framework {
  readonly serve: (routes: Routes) => Handle;
  /** What shows all three routes: a page, and where it can, the data of one. */
  readonly paths: readonly string[];
}

/** A server of these routes, without a build: what a framework's own request handler takes. */
export function serverBuild(routes: object, future: object) {
  return {
    entry: { module: { default: (_: Request, status: number) => new Response(null, { status }) } },
    routes,
    assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '' },
    publicPath: '/',
    basename: '/',
    assetsBuildDirectory: '',
    prerender: [],
    routeDiscovery: { mode: 'initial' },
    ssr: true,
    isSpaMode: false,
    future,
  };
}

function threeRoutes({ loader, action }: Routes) {
  const module = { default: () => null, loader, action };
  return {
    root: { id: 'root', path: '', module },
    parent: { id: 'parent', parentId: 'root', path: ':parent', module },
    child: { id: 'child', parentId: 'parent', path: ':child', module },
  };
}

const pageAndData = ['/a/b', '/a/b.data'];

function remixWith(future: object) {
  return (routes: Routes): Handle => {
    type Build = Parameters<typeof remix.createRequestHandler>[0];
    const handle = remix.createRequestHandler(
      serverBuild(threeRoutes(routes), future) as unknown as Build,
    );
    return (request) => handle(request);
  };
}

/** The frameworks of loaders and actions. */
export const frameworks: Readonly<Record<string, Framework>> = {
  'React Router 7': {
    serve: (routes) => {
      type Build = Parameters<typeof reactRouter7.createRequestHandler>[0];
      const build = serverBuild(threeRoutes(routes), { v8_middleware: true }) as unknown as Build;
      return reactRouter7.createRequestHandler(build);
    },
    paths: pageAndData,
  },
  'React Router 8': {
    serve: (routes) => {
      type Build = Parameters<typeof reactRouter8.createRequestHandler>[0];
      return reactRouter8.createRequestHandler(
        serverBuild(threeRoutes(routes), {}) as unknown as Build,
      );
    },
    paths: pageAndData,
  },
  'Remix 2': { serve: remixWith({}), paths: ['/a/b'] },
  'Remix 2 with v3_singleFetch': {
    serve: remixWith({ v3_singleFetch: true }),
    paths: pageAndData,
  },
};
