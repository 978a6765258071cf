import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/publishedPackage';
import { type Page, markdownPage } from './snippets';

/** Every Markdown file that tells users how to use the package. */
export const markdownFiles: readonly string[] = [
  'README.md',
  'src/policies/README.md',
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`),
  ...filesBelow('docs'),
  ...filesBelow('skills'),
].filter((file) => existsSync(join(root, file)));

/** The Markdown files as pages, each an app of its own. */
export function markdownPages(): Page[] {
  return markdownFiles.map(markdownPage);
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter(
      (file) =>
        file.endsWith('.md') && !/\/(?:\.vitepress|node_modules)\/|\/reference\/api\//.test(file),
    )
    .sort();
}
