import { Allowed, isAllowed } from '../lib/authz';

const ids = ['acme', 'globex', 'personal', 'public'];

/** Asks, and then has the next one ask: each asks what others have asked, and something else. */
export async function Nested({ id, depth }: { id: string; depth: number }) {
  const other = ids[depth % ids.length] ?? id;
  const answers = await Promise.all([
    isAllowed({ resource: { kind: 'document', id }, action: 'view' }),
    isAllowed({ resource: { kind: 'document', id: other }, action: 'edit' }),
  ]);
  return (
    <section>
      {answers.join()}
      <Allowed resource={{ kind: 'document', id: other }} action="delete">
        <b>{depth}</b>
      </Allowed>
      {depth > 1 && <Nested id={id} depth={depth - 1} />}
    </section>
  );
}
