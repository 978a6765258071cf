import { authorizer, isAllowed } from '../../../lib/authz';
import * as actions from './actions';

interface Props {
  readonly params: Promise<{ id: string }>;
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  const { principal } = await authorizer();
  const mayView = await isAllowed({ resource: { kind: 'document', id }, action: 'view' });
  // What the browser sends to call an action.
  const ids = Object.entries(actions).map(([name, action]) => {
    const id: unknown = Reflect.get(action, '$$id');
    return [name, id];
  });
  // A form without JavaScript has no use for what its action returns.
  const rename = actions.rename as unknown as (form: FormData) => Promise<void>;
  return (
    <main>
      <p>{`${principal.id} may view: ${String(mayView)}`}</p>
      <code>{JSON.stringify(Object.fromEntries(ids))}</code>
      <form action={rename}>
        <input name="id" defaultValue={id} />
        <input name="title" />
        <button>Rename</button>
      </form>
    </main>
  );
}
