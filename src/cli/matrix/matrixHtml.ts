import { type Answer, type Matrix, marks } from './Matrix';

/** The matrix as one HTML page that needs nothing else: no script, no font, no image. */
export function matrixHtml(matrix: Matrix): string {
  const sections = matrix.map(
    ({ kind, name, actions, rows }) => `
<section>
<h2>${escape(name)} <small>${escape(kind)}</small></h2>
<div class="scroll" tabindex="0" role="region" aria-label="${escape(name)}">
<table>
<thead><tr><th scope="col">person</th>${actions.map((action) => `<th scope="col">${escape(action)}</th>`).join('')}</tr></thead>
<tbody>
${rows
  .map(
    ({ person, answers }) =>
      `<tr><th scope="row">${escape(person)}</th>${answers
        .map((answer, index) => {
          const { meaning } = marks[answer];
          const sentence = `${person} ${meaning} ${actions[index] ?? ''}`;
          return `<td class="${answer}" title="${escape(sentence)}"><span aria-hidden="true">${words[answer]}</span><span class="words">${meaning}</span></td>`;
        })
        .join('')}</tr>`,
  )
  .join('\n')}
</tbody>
</table>
</div>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Who may do what</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Who may do what</h1>
<p>verify: may after verifying again</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

// Words, since not each font has the marks of the other tables.
const words: Readonly<Record<Answer, string>> = { yes: 'yes', no: '–', verify: 'verify' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `
:root { --text: #1c1e21; --quiet: #5f6670; --line: #d9dce1; --page: #fff; --head: #f5f6f8; --yes: #0a6b35; --yes-page: #e3f6ea; --verify: #7a4a00; --verify-page: #fdf0d9; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eaed; --quiet: #a4abb5; --line: #3a3f47; --page: #16181b; --head: #1f2226; --yes: #7ee2a4; --yes-page: #12331f; --verify: #f5c878; --verify-page: #3a2b0f; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
p, small { color: var(--quiet); font-weight: 400; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .8rem; border-bottom: 1px solid var(--line); text-align: center; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
th:first-child { text-align: left; position: sticky; left: 0; background: var(--page); }
thead th, thead th:first-child { background: var(--head); font-weight: 600; }
tbody th { font-weight: 400; }
td.yes { color: var(--yes); background: var(--yes-page); font-weight: 700; }
td.verify { color: var(--verify); background: var(--verify-page); font-weight: 700; }
td.no { color: var(--quiet); }
tbody tr:hover > * { box-shadow: inset 0 1px var(--quiet), inset 0 -1px var(--quiet); }
.words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
