import * as reactRouter7 from 'react-router';
import type { DataFunctionArgs } from '../../src/adapters/react-router';
import * as reactRouter8 from '../apps/react-router-8/reactRouter';

/** A loader or an action. */
export type DataFunction = (args: DataFunctionArgs) => unknown;

/** Three routes, one below the other, as `/parent/child` shows them at once. */
export interface Routes {
  readonly loader: DataFunction;
  readonly action: DataFunction;
}

type Handle = (request: Request) => Promise<Response>;

/** A server of three routes, without a build: what a framework's own request handler takes. */
function serverBuild({ loader, action }: Routes) {
  const module = { default: () => null, loader, action };
  return {
    entry: { module: { default: (_: Request, status: number) => new Response(null, { status }) } },
    routes: {
      root: { id: 'root', path: '', module },
      parent: { id: 'parent', parentId: 'root', path: ':parent', module },
      child: { id: 'child', parentId: 'parent', path: ':child', module },
    },
    assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '' },
    publicPath: '/',
    basename: '/',
    assetsBuildDirectory: '',
    prerender: [],
    routeDiscovery: { mode: 'initial' },
    ssr: true,
    isSpaMode: false,
    future: { v8_middleware: true },
  };
}

/** The request handlers of the frameworks, each answering with these routes. */
export const frameworks: Readonly<Record<string, (routes: Routes) => Handle>> = {
  'React Router 7': (routes) => {
    type Build = Parameters<typeof reactRouter7.createRequestHandler>[0];
    return reactRouter7.createRequestHandler(serverBuild(routes) as unknown as Build);
  },
  'React Router 8': (routes) => {
    type Build = Parameters<typeof reactRouter8.createRequestHandler>[0];
    return reactRouter8.createRequestHandler(serverBuild(routes) as unknown as Build);
  },
};
