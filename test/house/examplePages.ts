import { publicNames } from './publicEntries';
import { type Page, readPage } from './snippets';

/** The examples of each documented name, an app of its own, too. */
export function examplePages(): Page[] {
  return [...publicNames().values()]
    .flat()
    .map(({ origin, examples }) => readPage(`${origin}, @example`, examples.join('\n')));
}
