import { type RouteConfig, route } from '@react-router/dev/routes';

export default [
  route('api/loaded', 'api/loaded.ts'),
  ...['control', 'machine', 'tokens'].map((name) => route(`api/${name}/:id`, `api/${name}.ts`)),
  route('api/cerbos', 'api/cerbos.ts'),
  route('api/:name/:id', 'api/guarded.ts'),
  route('unwatched', 'api/unwatched.ts'),
  route('pages/:id', 'pages/folder.tsx', [route('document', 'pages/document.tsx')]),
] satisfies RouteConfig;
