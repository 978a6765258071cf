import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSummary, writtenSections } from './pages';
import { site } from './site';

/** llms.txt: what the package is, and a line for each page of the docs. */
export function llmsIndex(): string {
  const sections = writtenSections().map(({ title, pages }) => {
    const links = pages.map((page) => {
      const summary = readSummary(page);
      return `- [${summary.title}](docs/${page}.md): ${summary.description}`;
    });
    return `## ${title}\n\n${links.join('\n')}`;
  });
  return `${[head(), ...sections].join('\n\n')}\n`;
}

/** llms-full.txt: the text of all pages, in the order of the sidebar. */
export function llmsText(): string {
  const pages = writtenSections().flatMap(({ pages: names }) =>
    names.map((page) => `<!-- docs/${page}.md -->\n\n${withoutContainers(readSummary(page).text)}`),
  );
  return `${[head(), ...pages].join('\n\n')}\n`;
}

/** Writes both into the folder of the built site. */
export function writeLlms(folder: string): void {
  writeFileSync(join(folder, 'llms.txt'), llmsIndex());
  writeFileSync(join(folder, 'llms-full.txt'), llmsText());
}

function head(): string {
  return `# ${site.title}\n\n> ${site.description}`;
}

/** Without the marks of VitePress' containers: \`::: details The title\` becomes its title. */
function withoutContainers(text: string): string {
  return text
    .replaceAll(/^:{3,} *(?:details|info|tip|warning|danger|code-group)? *(.*)$/gm, '$1')
    .replaceAll(/\n{3,}/g, '\n\n');
}

// `npm run docs:llms`: the index stands in the repository, and so in the package.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(fileURLToPath(new URL('../../llms.txt', import.meta.url)), llmsIndex());
}
