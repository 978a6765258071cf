import type { ReactNode } from 'react';
import { isAllowed } from '../../../lib/authz';

interface Props {
  readonly children: ReactNode;
  readonly params: Promise<{ id: string }>;
}

export default async function Layout({ children, params }: Props) {
  const { id } = await params;
  const mayEdit = await isAllowed({ resource: { kind: 'document', id }, action: 'edit' });
  return (
    <>
      <nav>may edit: {String(mayEdit)}</nav>
      {children}
    </>
  );
}
