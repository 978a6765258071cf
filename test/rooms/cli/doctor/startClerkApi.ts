import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

/** What an instance of Clerk has, and how its Backend API answers. */
export interface ClerkInstance {
  readonly secretKey?: string;
  readonly frontendApi?: string;
  /** Keys of roles, with the keys of their permissions. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  readonly permissions?: readonly string[];
  /** Instead of an answer, each request gets this. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

export const testSecretKey = 'sk_test_4f9Kq2LmZx81vTnB';

/** What of Clerk's Backend API doctor reads, in the shapes of its SDK. */
export async function startClerkApi(instance: ClerkInstance = {}) {
  const { secretKey = testSecretKey, frontendApi = 'happy-emu-7.clerk.accounts.dev' } = instance;
  const { roles = {}, permissions = [] } = instance;
  const list = (items: readonly object[]) => ({ data: items, total_count: items.length });
  const bodies: Readonly<Record<string, object>> = {
    '/v1/instance': { object: 'instance', id: 'ins_1', environment_type: 'development' },
    '/v1/domains': list([{ object: 'domain', frontend_api_url: `https://${frontendApi}` }]),
    '/v1/organization_roles': list(
      Object.entries(roles).map(([key, own]) => ({
        object: 'role',
        key,
        permissions: own.map((permission) => ({ object: 'permission', key: permission })),
      })),
    ),
    '/v1/organization_permissions': list(permissions.map((key) => ({ object: 'permission', key }))),
  };
  const requests: { path: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const { authorization } = request.headers;
    requests.push({ path: pathname, authorization });
    const body = bodies[pathname];
    const { answer } = instance;
    if (answer !== undefined) {
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } else if (authorization !== `Bearer ${secretKey}`) {
      response.writeHead(401).end('{"errors":[{"code":"secret_key_invalid"}]}');
    } else {
      response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? {}));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${String(port)}`, requests };
}

/** The publishable key of an instance. */
export function publishableKeyOf(host = 'happy-emu-7.clerk.accounts.dev', environment = 'test') {
  return `pk_${environment}_${Buffer.from(`${host}$`).toString('base64')}`;
}
