import { type RouteConfig, route } from '@react-router/dev/routes';

const names = [
  'cached',
  'control',
  'custom',
  'documents',
  'hidden',
  'machine',
  'mistake',
  'nested',
  'public',
  'tokens',
  'verbs',
];

export default [
  ...names.map((name) => route(`api/${name}/:id`, `api/${name}.ts`)),
  route('api/loaded', 'api/loaded.ts'),
  route('unwatched', 'api/unwatched.ts'),
  route('pages/:id', 'pages/folder.tsx', [route('document', 'pages/document.tsx')]),
] satisfies RouteConfig;
