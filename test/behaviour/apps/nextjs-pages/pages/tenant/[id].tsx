import type { GetServerSidePropsContext, InferGetServerSidePropsType } from 'next';
import { withCerbos } from '../../lib/authz';

export const getServerSideProps = withCerbos(
  {
    action: 'edit',
    resource: ({ params }: GetServerSidePropsContext) => ({
      kind: 'document' as const,
      id: String(params?.id),
    }),
    onDenied: { notFoundUnless: 'view' },
  },
  (_context, { resource: { id } }) => ({ props: { id } }),
);

type Props = InferGetServerSidePropsType<typeof getServerSideProps>;

export default function Page({ id }: Props) {
  return <p>{`edits ${id}`}</p>;
}
