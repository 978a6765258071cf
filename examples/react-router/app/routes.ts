import { index, route, type RouteConfig } from '@react-router/dev/routes';

export default [
  index('routes/documents.tsx'),
  route('documents/:id', 'routes/document.tsx'),
  route('documents/:id/delete', 'routes/deleteDocument.ts'),
  route('api/documents/:id', 'routes/documentJson.ts'),
] satisfies RouteConfig;
