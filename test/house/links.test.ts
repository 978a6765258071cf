import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSummary, sections, writtenSections } from '../../docs/.vitepress/pages';
import { root } from '../setup/publishedPackage';
import { markdownFiles } from './documentationPages';
import { anchorsOf } from './headings';
import { deadLinksOf } from './links';

const papers = ['AGENTS.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const files = [...markdownFiles, ...papers].filter((file) => existsSync(join(root, file)));

describe('a link', () => {
  it.each(files)('of %s leads to a file and a heading that are there', (file) => {
    expect(deadLinksOf(file)).toEqual([]);
  });

  it('would be found if it led nowhere', () => {
    expect(deadLinksOf('test/house/links/dead.md')).toEqual([
      'test/house/links/dead.md:3: there is no test/house/links/missing.md',
      'test/house/links/dead.md:4: test/house/links/dead.md has no heading #missing',
      'test/house/links/dead.md:5: ../../../../secret.md leads out of the repository',
    ]);
  });

  it('finds a heading by the anchor that GitHub gives it', () => {
    const text = "# `pdp_unreachable`\n## What _is_ it? [Yes](a.md)\n## Clerk's `has()`, again\n";
    const twice = '## Twice\n```md\n## Code\n```\n## Twice\n';
    expect([...anchorsOf(text + twice)]).toEqual([
      'pdp_unreachable',
      'what-is-it-yes',
      'clerks-has-again',
      'twice',
      'twice-1',
    ]);
  });
});

describe('the sidebar', () => {
  const listed = sections.flatMap(({ pages }) => pages);

  it('lists every page, once', () => {
    const pages = markdownFiles
      .filter((file) => file.startsWith('docs/') && file !== 'docs/index.md')
      .map((file) => file.slice('docs/'.length, -'.md'.length));
    expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
    expect(listed).toEqual([...new Set(listed)]);
  });

  it('shows pages that have a first heading and a description', () => {
    for (const page of writtenSections().flatMap(({ pages }) => pages)) {
      expect(readSummary(page).description).not.toBe('');
    }
  });
});
