// Guarded tools: what a rule, its function and the framework agree on is inferred.
import {
  type Authorizer,
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  type Grant,
  type ToolRefused,
} from 'clerk-cerbos';
import { createClerkCerbos as createNext } from 'clerk-cerbos/nextjs';
import type { Equal } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  tool: { actions: 'list'; attr: object };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

interface Row {
  readonly title: string;
}

interface Input {
  readonly id: string;
  readonly title: string;
}

/** As the AI SDK and OpenAI Agents declare it. */
interface Schema<Output> {
  readonly output: Output;
}
interface Context {
  readonly toolCallId: string;
}
declare function tool<In, Out>(of: {
  schema: Schema<In>;
  execute: (input: In, context: Context) => Out | PromiseLike<Out> | AsyncIterable<Out>;
}): { readonly name: string; readonly out: Out };
/** As LangChain declares it: the function comes before its schema. */
declare function toolOf<In, Out>(
  execute: (input: In, context: Context) => Out | Promise<Out>,
  of: { schema: Schema<In> },
): { readonly name: string; readonly out: Out };

declare const cerbos: CerbosClient;
declare const auth: ClerkAuth;
declare const row: Row;
declare const schema: Schema<Input>;

export async function guarded() {
  const { authorizer } = createClerkCerbos({
    cerbos,
    resources: { document: async () => ({ attr: { ownerId: '' }, value: row }) },
  });
  const { guardTool, allowedTools } = await authorizer(auth);

  const rename = tool({
    schema,
    execute: guardTool(
      { action: 'edit', resource: ({ id }) => ({ kind: 'document', id }) },
      async ({ title }, grant) => ({ from: grant.resource.value.title, to: title }),
    ),
  });
  true satisfies Equal<typeof rename.out, ToolRefused | { from: string; to: string }>;

  const other = toolOf(
    guardTool(
      { action: 'edit', resource: ({ id }: Input) => ({ kind: 'document', id }) },
      (args, grant, context: Context) => [args.title, grant.resource.value, context.toolCallId],
    ),
    { schema },
  );

  // Alone, for example in a test of the app.
  const run = guardTool(
    {
      actions: ['view', 'edit'],
      resource: { kind: 'document', id: '1' },
      onDenied: { notFoundUnless: 'view' },
      timeoutMs: 5_000,
    },
    (args: Input, { principal, resource, decision }) => [
      ...[args.title, principal.id, resource.value.title],
      decision.isAllowed('edit'),
    ],
  );
  const result = await run({ id: '1', title: 'Plan' });
  if ('cerbos_error' in result) result.cerbos_error.retryable satisfies boolean;
  else result.length satisfies number;

  const insert = tool({
    schema,
    execute: guardTool(
      {
        action: 'edit',
        newResource: ({ principal }, { title }) => ({
          kind: 'document',
          attr: { ownerId: `${principal.id} ${title}` },
        }),
      },
      async ({ title }, grant) => ({ title, ownerId: grant.resource.attr.ownerId }),
    ),
  });
  true satisfies Equal<typeof insert.out, ToolRefused | { title: string; ownerId: string }>;

  const resource = ({ id }: Input) => ({ kind: 'document', id }) as const;
  // @ts-expect-error -- misspelt action
  guardTool({ action: 'edti', resource }, () => 1);
  // @ts-expect-error -- misspelt kind
  guardTool({ action: 'edit', resource: () => ({ kind: 'documnet', id: '1' }) }, () => 1);
  // @ts-expect-error -- a tool answers with what it returns, and not with what a function chooses
  guardTool({ action: 'edit', resource, onDenied: () => 'no' }, () => 1);
  // @ts-expect-error -- the guard of the request chooses the types of token
  guardTool({ action: 'edit', resource, acceptsToken: 'session_token' }, () => 1);
  // @ts-expect-error -- no action at all
  guardTool({ resource }, () => 1);
  // @ts-expect-error -- other arguments than the rule reads
  guardTool({ action: 'edit', resource }, (args: { name: string }) => args.name);
  // prettier-ignore
  // @ts-expect-error -- the schema has no such member
  tool({ schema, execute: guardTool({ action: 'edit', resource: ({ key }) => ({ kind: 'document', id: key }) }, () => 1) });

  const byName = await allowedTools({ rename, other });
  true satisfies Equal<keyof typeof byName, 'rename' | 'other'>;
  byName.rename?.out satisfies typeof rename.out | undefined;
  // @ts-expect-error -- the caller may not see it
  byName.rename.name;
  const list = await allowedTools([rename, other]);
  list.map(({ name }) => name) satisfies string[];
  await allowedTools({ rename }, (name, { out }) => ({
    resource: { kind: 'document', id: name, attr: { ownerId: typeof out } },
    actions: ['view', 'edit'],
  }));
  await allowedTools([rename], (name) => ({
    resource: { kind: 'tool', id: name },
    action: 'list',
  }));
  // @ts-expect-error -- misspelt action
  await allowedTools([rename], (id) => ({ resource: { kind: 'tool', id }, action: 'lsit' }));
  // @ts-expect-error -- text is no tool
  await allowedTools('rename');

  return { byName, list };
}

/** A helper of the app takes what every entry and every guard gives. */
const mayView = (authorizer: Authorizer, grant: Grant) =>
  authorizer.isAllowed({ resource: { kind: 'document', id: grant.resource.id }, action: 'view' });

export async function inNext() {
  const { authorizer, withCerbosAction } = createNext({
    cerbos,
    resources: { document: () => ({ attr: { ownerId: '' }, value: row }) },
  });
  const known = await authorizer();
  known.guardTool(
    { action: 'view', resource: { kind: 'document', id: '1' } },
    async (_: unknown, grant) => {
      grant.resource.value satisfies Row;
      // The loaders of a grant's authorizer are not known.
      grant.authorizer.guardTool(
        { action: 'view', resource: { kind: 'document', id: '1' } },
        (__: unknown, inner) => inner.resource.value satisfies unknown,
      );
      return (await mayView(known, grant)) && mayView(grant.authorizer, grant);
    },
  );
  return withCerbosAction(
    { action: 'view', resource: { kind: 'document', id: '1' } },
    async (grant) => mayView(grant.authorizer, grant),
  );
}
