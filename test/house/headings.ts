import { slugify } from '../../docs/.vitepress/slugify';
import { withoutFences } from './fences';

/** The anchors of a Markdown text, as GitHub and the site make them of its headings. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutFences(text).matchAll(/^ {0,3}#{1,6} +(.+?)(?: +#+)? *$/gm)) {
    const base = slugify(plain(title));
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${base}-${String(count)}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of withoutFences(text).matchAll(/<a (?:id|name)="([^"]+)"/g)) {
    anchors.add(id);
  }
  return anchors;
}

/** A heading's text, without the marks of links and emphasis. */
function plain(title: string): string {
  return title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[*`]|(?<!\w)_|_(?!\w)/g, '');
}
