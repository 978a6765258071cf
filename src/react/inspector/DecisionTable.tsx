import type { ReactNode } from 'react';
import { explain } from './explain';
import type { DecisionRow } from './toRows';

const words = {
  allow: 'allowed',
  deny: 'denied',
  some: 'some',
  unknown: 'no answer',
  loading: 'asking',
};

/** The rows of the panel, each with its reason in words. */
export function DecisionTable({ rows }: { readonly rows: readonly DecisionRow[] }): ReactNode {
  if (rows.length === 0) return <p>There are no decisions yet.</p>;
  return (
    // So that the keyboard can scroll it.
    <div className="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Decision</th>
            <th scope="col">Action</th>
            <th scope="col">Resource</th>
            <th scope="col">Asked by</th>
            <th scope="col">Policy and derived roles</th>
            <th scope="col">Call to the PDP</th>
          </tr>
        </thead>
        {rows.map(({ key, ...row }) => (
          <Row key={key} {...row} />
        ))}
      </table>
    </div>
  );
}

function Row({
  effect,
  action,
  kind,
  id,
  asker,
  times,
  decision,
}: Omit<DecisionRow, 'key'>): ReactNode {
  const { policy = '', derivedRoles = [], duration = 0, batchSize = 0 } = decision ?? {};
  return (
    <tbody data-effect={effect}>
      <tr>
        <td>
          <b>{words[effect]}</b>
        </td>
        <th scope="row">{action}</th>
        <td>
          {kind} <code>{id}</code>
        </td>
        <td>
          {asker === 'browser' ? 'a component' : 'the server'}
          {times > 1 && ` ×${times}`}
        </td>
        <td>
          <code>{policy === '' ? '–' : policy}</code> {derivedRoles.join(', ')}
        </td>
        <td>
          {batchSize === 0
            ? 'none'
            : `${duration.toFixed(1)} ms for ${batchSize} ${batchSize === 1 ? 'resource' : 'resources'}`}
        </td>
      </tr>
      {decision !== undefined && (
        <tr>
          <td colSpan={6}>{explain(decision)}</td>
        </tr>
      )}
    </tbody>
  );
}
