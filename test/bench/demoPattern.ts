import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClerkClient } from '@clerk/backend';
import { createClerkCerbos } from 'clerk-cerbos';
import { comparePaired, repeat } from './comparePaired';
import type { Figure } from './Figure';
import { documentOf } from './questions';
import { clientNames, type Stage } from './Stage';

/**
 * What the official demos do for each check: fetch the user from Clerk, make a principal of it,
 * check by itself. We read the session token, which is there already.
 *
 * @see https://github.com/cerbos/nextjs-clerk-cerbos
 */
export async function measureDemoPattern({ auth, clients, rounds }: Stage): Promise<Figure[]> {
  const api = fork(fileURLToPath(new URL('clerkApi.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const [address] = (await once(api, 'message')) as [{ port: number }];
  const clerk = createClerkClient({
    secretKey: 'sk_test_bench',
    apiUrl: `http://127.0.0.1:${address.port}`,
    telemetry: { disabled: true },
  });
  const resource = documentOf(1);
  const action = 'view';
  const figures: Figure[] = [];
  for (const of of clientNames) {
    const { isAllowed } = createClerkCerbos({ cerbos: clients[of] });
    const demo = async () => {
      const { id, publicMetadata } = await clerk.users.getUser(auth.userId ?? '');
      const principal = { id, roles: [String(publicMetadata.role)], attr: {} };
      await clients[of].isAllowed({ principal, resource, action });
    };
    const { ratio } = await comparePaired(
      { demo: repeat(demo), ours: repeat(() => isAllowed(auth, { resource, action })) },
      rounds(5),
    );
    const name = "the official demos' users.getUser and one check, by one check through us";
    figures.push(
      { name: `${name}, wall time`, of, value: ratio('demo', 'ours', 'wall'), unit: '×' },
      { name: `${name}, Node's CPU time`, of, value: ratio('demo', 'ours', 'cpu'), unit: '×' },
    );
  }
  api.disconnect();
  return figures;
}
