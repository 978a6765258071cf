import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The links of a built site that lead to a page or an anchor that it does not have. */
export function deadAnchorsOf(folder: string, base: string): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.html'));
  const html = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const anchors = new Map([...html].map(([page, text]) => [page, valuesOf(text, 'id')]));
  return [...html].flatMap(([page, text]) =>
    [...valuesOf(text, 'href')].flatMap((href) => {
      const { origin, pathname, hash } = new URL(href, `http://site${base}${page}`);
      if (origin !== 'http://site' || !pathname.startsWith(base)) return [];
      const path = pathname.slice(base.length);
      const target = path === '' || path.endsWith('/') ? `${path}index.html` : path;
      const ids = anchors.get(target) ?? anchors.get(`${target}.html`);
      if (ids === undefined) return existsSync(join(folder, target)) ? [] : [`${page}: ${href}`];
      const id = decodeURIComponent(hash.slice(1));
      return id === '' || ids.has(id) ? [] : [`${page}: ${href}`];
    }),
  );
}

function valuesOf(html: string, attribute: 'href' | 'id'): Set<string> {
  const found = html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'));
  return new Set([...found].map(([, value = '']) => value.replaceAll('&amp;', '&')));
}
