import type { GetServerSidePropsContext, InferGetServerSidePropsType } from 'next';
import { withCerbos } from '../../lib/authz';

export const getServerSideProps = withCerbos(
  {
    action: 'view',
    resource: ({ params }: GetServerSidePropsContext) => ({
      kind: 'document' as const,
      id: String(params?.id),
    }),
    onDenied: ({ code }, { query }) =>
      'shown' in query ? { props: { reader: '', document: '', refused: code } } : undefined,
  },
  async ({ query }, { authorizer, principal, resource: { kind, id } }) => {
    // What an action of the page would need.
    if ('nested' in query) {
      await authorizer.authorize({ resource: { kind, id }, action: 'delete' });
    }
    if ('fault' in query) throw new Error('a fault of the app');
    if ('moved' in query) return { redirect: { destination: '/elsewhere', permanent: false } };
    return { props: { reader: principal.id, document: id, refused: '' } };
  },
);

type Props = InferGetServerSidePropsType<typeof getServerSideProps>;

export default function Page({ reader, document, refused }: Props) {
  return <p>{refused === '' ? `${reader} reads ${document}` : `refused: ${refused}`}</p>;
}
