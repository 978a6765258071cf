// API routes and pages of the Pages Router, as Next.js sees them.
import { type CerbosClient, type RuleCaller } from 'clerk-cerbos';
import { createClerkCerbos, type Grant } from 'clerk-cerbos/nextjs/pages';
import type {
  GetServerSideProps,
  GetServerSidePropsContext,
  InferGetServerSidePropsType,
  NextApiHandler,
  NextApiRequest,
} from 'next';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  folder: { actions: 'open'; attr: { depth: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

interface Row {
  readonly title: string;
}

declare const cerbos: CerbosClient;
declare const row: Row;

const { withCerbos, authorizer, isAllowed, checkEndpoint } = createClerkCerbos({
  cerbos,
  signInUrl: '/sign-in',
  clientAttributes: ['folder'],
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

// @ts-expect-error -- a kind without policies
createClerkCerbos({ cerbos, clientAttributes: ['invoice'] });

export const endpoint: NextApiHandler = checkEndpoint;

export const api: NextApiHandler = withCerbos(
  {
    action: 'view',
    resource: ({ query }: NextApiRequest) => ({ kind: 'document', id: String(query.id) }),
    onDenied: (error, req, res) => {
      if (error.code === 'denied') res.status(418).json({ at: req.url });
    },
  },
  async (req, res, grant) => {
    type Checks = [
      Expect<Equal<typeof grant.resource.kind, 'document'>>,
      Expect<Equal<typeof grant.resource.value, Row>>,
      Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
    ];
    const passed: Checks['length'] = 3;
    grant.decision.isAllowed('view');
    // @ts-expect-error -- an action of another kind
    grant.decision.isAllowed('open');
    await isAllowed(req, { resource: { kind: 'folder', id: '1' }, action: 'open' });
    res.json({ passed, title: grant.resource.value.title });
  },
);

export const getServerSideProps = withCerbos(
  {
    action: 'view',
    resource: ({ params }: GetServerSidePropsContext) => ({
      kind: 'document',
      id: String(params?.id),
    }),
    onDenied: () => ({ redirect: { destination: '/', permanent: false } }),
  },
  async (context, grant) => {
    const { principal } = await authorizer(context.req);
    return { props: { title: grant.resource.value.title, by: principal.id } };
  },
);

export const asNextHasIt: GetServerSideProps = getServerSideProps;

type Props = InferGetServerSidePropsType<typeof getServerSideProps>;
export type Inferred = Expect<Equal<Props, { title: string; by: string }>>;

// What the rule's function takes tells the two apart.
export const fixed = withCerbos(
  {
    action: 'open',
    resource: (_context: GetServerSidePropsContext) => ({
      kind: 'folder',
      id: '1',
      attr: { depth: 1 },
    }),
  },
  (context, grant) => ({ props: { kind: grant.resource.kind } }),
);

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } }, (req, res) => res.end());

withCerbos(
  // @ts-expect-error -- tokens that the SDK does not verify
  { action: 'view', resource: { kind: 'document', id: '1' }, acceptsToken: 'any' },
  (req: NextApiRequest) => req,
);

export type AGrant = Grant;

// What does not exist yet: the rule's function gets the caller, and then what the handler gets.
export const insert: NextApiHandler = withCerbos(
  {
    action: 'edit',
    newResource: ({ principal }) => ({ kind: 'document', attr: { ownerId: principal.id } }),
  },
  (req, res, grant) => {
    res.json([req.url, grant.resource.attr.ownerId]);
  },
);
export const newPage: GetServerSideProps = withCerbos(
  {
    action: 'edit',
    newResource: ({ principal }: RuleCaller, { query }: GetServerSidePropsContext) => ({
      kind: 'document',
      attr: { ownerId: `${principal.id} ${String(query.id)}` },
    }),
  },
  (_context, grant) => ({ props: { ownerId: grant.resource.attr.ownerId } }),
);
