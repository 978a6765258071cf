import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startCerbos, startClerkSandbox } from 'clerk-cerbos/testing';

// verify.ts <folder>: asks the app of that folder as different people, and prints what is wrong.
const folder = resolve(process.argv[2] ?? '.');
const policies = join(folder, 'policies');

const member = { role: 'org:member' };
const user = (id: string, orgId: string) => ({
  ...{ id, firstName: id, lastName: id, email: `${id}@example.com` },
  memberships: { [orgId]: member },
});
const users = [
  user('user_ada', 'org_acme'),
  user('user_ben', 'org_acme'),
  user('user_eve', 'org_globex'),
];
const organizations = ['org_acme', 'org_globex'].map((id) => ({ id, name: id, slug: id }));
const clerk = await startClerkSandbox({ users, organizations });
// An app without policies is asked as well: it fails the checks then.
const pdp = existsSync(policies) ? await startCerbos({ policies }) : undefined;
Object.assign(process.env, clerk.env, { CERBOS_GRPC: pdp?.grpcTarget ?? '127.0.0.1:9' });

const module: unknown = await import(pathToFileURL(join(folder, 'app.ts')).href);
const { app } = module as { app: Parameters<typeof createServer>[1] }; // as the task demands
const server = createServer(app);
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;

const wrong: string[] = [];
async function expectStatus(who: string, what: 'views' | 'renames', id: string, status: number) {
  const person = people[who];
  const token = person === undefined ? undefined : clerk.sessionToken(person);
  const rename = { method: 'PATCH', body: JSON.stringify({ name: 'Rocket 2' }) };
  const response = await fetch(`http://127.0.0.1:${String(port)}/projects/${id}`, {
    ...(what === 'renames' && rename),
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  if (response.status !== status) {
    wrong.push(`${who} ${what} ${id}: ${String(response.status)} instead of ${String(status)}`);
  }
  return response.text();
}
const people: Readonly<Record<string, { readonly userId: string; readonly orgId: string }>> = {
  'the lead': { userId: 'user_ada', orgId: 'org_acme' },
  'a member': { userId: 'user_ben', orgId: 'org_acme' },
  'a stranger': { userId: 'user_eve', orgId: 'org_globex' },
};

await expectStatus('a member', 'renames', 'p1', 403);
await expectStatus('a signed-out caller', 'renames', 'p1', 401);
const hidden = await expectStatus('a stranger', 'renames', 'p1', 404);
const missing = await expectStatus('a stranger', 'renames', 'p9', 404);
if (hidden !== missing) wrong.push('a stranger can tell a hidden project from a missing one');
const seen = await expectStatus('a member', 'views', 'p1', 200);
if (!seen.includes('"Rocket"')) wrong.push('a refused rename has changed the project');
await expectStatus('a stranger', 'views', 'p1', 404);
await expectStatus('a signed-out caller', 'views', 'p1', 401);
await expectStatus('the lead', 'renames', 'p1', 204);
await pdp?.kill('SIGKILL');
await expectStatus('the lead', 'views', 'p1', 503);

const sum = wrong.length === 0 ? 'Every check passed.' : `${String(wrong.length)} checks failed.`;
process.stdout.write([...wrong, sum, ''].join('\n'));
server.close();
await clerk.close();
await pdp?.stop();
process.exitCode = wrong.length === 0 ? 0 : 1;
