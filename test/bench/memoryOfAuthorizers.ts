// Run by itself, with --expose-gc: prints how many bytes each of many authorizers leaves behind.
import { type CerbosClient, createClerkCerbos } from 'clerk-cerbos';
import { adminAuth } from './adminAuth';

const [, , count = '100000'] = process.argv;
const authorizers = Number(count);

// The heap of a client is not ours, so this one keeps nothing.
const cerbos: CerbosClient = {
  checkResources: async ({ requestId, resources }) => ({
    requestId,
    results: resources.map(({ resource, actions }) => ({
      resource,
      actions: Object.fromEntries(actions.map((action) => [action, 'EFFECT_ALLOW'])),
    })),
  }),
  planResources: () => Promise.reject(new Error('Nobody asks for plans here.')),
};

const { authorizer } = createClerkCerbos({
  cerbos,
  resources: { folder: (id) => ({ attr: { id } }) },
});
// An app may hand over one signal for as long as it lives.
const { signal } = new AbortController();

async function ask(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const { isAllowed } = await authorizer(adminAuth);
    const attr = { ownerId: `user_${time}` };
    const questions = [
      { resource: { kind: 'document', id: `doc_${time}`, attr }, action: 'view' },
      { resource: { kind: 'folder', id: `folder_${time}` }, action: 'view' },
    ];
    await Promise.all(questions.map((question) => isAllowed(question, { signal })));
  }
}

async function heap(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

await ask(authorizers / 5);
const before = await heap();
await ask(authorizers);
console.log((await heap()) - before);
