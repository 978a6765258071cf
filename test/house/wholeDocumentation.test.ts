import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sections } from '../../docs/.vitepress/pages';
import { root } from '../setup/publishedPackage';

describe('the documentation as a whole', () => {
  it('has a README that one reads in one go: at most 250 lines', () => {
    const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(250);
  });

  it('has every page that the sidebar lists', () => {
    const listed = sections.flatMap(({ pages }) => pages.map((page) => `docs/${page}.md`));
    expect(listed.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
