import { type AccessRow, accessRows, type Answer, shownActions } from './accessRows';

interface CellParts {
  readonly status: number;
  /** A path of SVG, 16 by 16. Readers who do not see colours need the sign. */
  readonly sign: string;
  readonly words: string;
}

const dash = 'M4 8h8';
const cells: Readonly<Record<Answer, CellParts>> = {
  allowed: { status: 200, sign: 'm3 8.5 3.5 3.5L13 4.5', words: 'allowed' },
  denied: { status: 403, sign: 'm4 4 8 8m0-8-8 8', words: 'denied' },
  verify: {
    status: 403,
    sign: 'M4 8h8v5H4zm1.5 0V5.5a2.5 2.5 0 0 1 5 0V8',
    words: 'asks for the password',
  },
  hidden: { status: 404, sign: dash, words: 'hidden' },
  'signed-out': { status: 401, sign: dash, words: 'not signed in' },
  'no-answer': { status: 503, sign: dash, words: 'Cerbos does not answer' },
};

/** What the API answers the caller for each document and each action. The PDP decides it now. */
export async function AccessMatrix({ name }: { readonly name: string }) {
  const rows = await accessRows();
  const organizations = [...new Set(rows.map(({ organization }) => organization))];
  const shown = new Set(rows.flatMap(({ answers }) => Object.values(answers)));
  return (
    <section className="demo-panel demo-matrix" aria-labelledby="demo-matrix">
      <h2 id="demo-matrix">What the API answers {name}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Document</th>
            {shownActions.map((action) => (
              <th key={action} scope="col">
                {action}
              </th>
            ))}
          </tr>
        </thead>
        {organizations.map((organization) => (
          <tbody key={organization}>
            <tr>
              <th scope="rowgroup" colSpan={5}>
                {organization}
              </th>
            </tr>
            {rows
              .filter((row) => row.organization === organization)
              .map((row) => (
                <Row key={row.id} {...row} />
              ))}
          </tbody>
        ))}
      </table>
      <ul className="demo-legend quiet">
        {[...shown].map((answer) => (
          <li key={answer}>
            <Cell answer={answer} /> {cells[answer].words}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ title, answers }: AccessRow) {
  return (
    <tr>
      <th scope="row">{title ?? <span className="quiet">(hidden)</span>}</th>
      {shownActions.map((action) => (
        <td key={action}>
          <Cell
            answer={answers[action]}
            status={action === 'delete' && answers.delete === 'allowed' ? 204 : undefined}
          />
          <span className="demo-said"> {cells[answers[action]].words}</span>
        </td>
      ))}
    </tr>
  );
}

interface CellProps {
  readonly answer: Answer;
  /** The status, if it differs from the usual one of this answer. */
  readonly status?: number | undefined;
}

function Cell({ answer, status = cells[answer].status }: CellProps) {
  const { sign } = cells[answer];
  return (
    <span className="demo-answer" data-answer={answer}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={sign} />
      </svg>
      {status}
    </span>
  );
}
