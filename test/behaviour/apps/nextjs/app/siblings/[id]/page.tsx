import { Allowed } from '../../../lib/authz';
import { documents } from '../../../../documents';

const ids = [...documents.keys()];

export default function Page() {
  return Array.from({ length: 50 }, (_, index) => (
    <Allowed
      key={index}
      resource={{ kind: 'document', id: ids[index % ids.length] ?? '' }}
      action={index % 2 === 0 ? 'view' : 'edit'}
    >
      <b>{index}</b>
    </Allowed>
  ));
}
