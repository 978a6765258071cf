import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadAnchorsOf } from '../../docs/.vitepress/anchors';
import { launchBrowser } from '../setup/browser';
import { entrySources } from '../setup/entrySources';
import { root } from '../setup/publishedPackage';
import { markdownFiles } from './documentationPages';
import { anchorsOf } from './headings';
import { serveFolder } from './serveFolder';

const built = join(root, 'docs/.vitepress/dist');
const read = (file: string) => readFileSync(join(built, file), 'utf8');

// It builds with all dead links, dead anchors and TypeDoc's warnings as errors.
describe('the built site', () => {
  let site: { readonly url: string; readonly server: Server };
  let browser: Browser;
  beforeAll(async () => {
    execFileSync('npm', ['run', '--silent', 'docs:build'], { cwd: root, stdio: 'pipe' });
    site = await serveFolder(built);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    site.server.close();
  });

  it('has a page for every Markdown file, and one for every entry', () => {
    const pages = markdownFiles
      .filter((file) => file.startsWith('docs/'))
      .map((file) => file.slice('docs/'.length, -'.md'.length));
    const entries = Object.keys(entrySources).map((name) => `reference/api/${name}`);
    const missing = [...pages, ...entries].filter(
      (page) => !existsSync(join(built, `${page}.html`)),
    );
    expect(missing).toEqual([]);
  });

  it('has the anchors that GitHub gives the same headings', () => {
    for (const file of markdownFiles.filter((name) => /^docs\/.+\//.test(name))) {
      const html = read(file.replace(/^docs\/(.*)\.md$/, '$1.html'));
      const missing = [...anchorsOf(readFileSync(join(root, file), 'utf8'))].filter(
        (anchor) => !html.includes(`id="${anchor}"`),
      );
      expect(missing, file).toEqual([]);
    }
  });

  it('has no link to an anchor that is not there, and would notice one', () => {
    expect(deadAnchorsOf(built, '/')).toEqual([]);
    expect(deadAnchorsOf(join(root, 'test/house/links'), '/')).toEqual([
      'dead.html: #missing',
      'dead.html: /missing.html',
    ]);
  });

  it('has the texts for coding assistants', () => {
    expect(read('llms.txt')).toContain('](docs/reference/errors.md): ');
    expect(read('llms-full.txt')).toContain('# Errors');
    expect(read('llms-full.txt')).not.toMatch(/^:::|^description: /m);
  });

  it('finds an error by its code, without a service', async () => {
    const page = await browser.newPage();
    const strangers: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url)) strangers.push(request.url());
    });
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.getByRole('searchbox').fill('pdp_unreachable');
    const found = page.locator('a.result[href$="/reference/errors.html#pdp_unreachable"]').first();
    await found.click();
    await page.waitForURL(/errors\.html#pdp_unreachable$/);
    // The page is still being drawn when its address is there.
    await page.locator('[id="pdp_unreachable"]').waitFor({ state: 'visible' });
    expect(strangers).toEqual([]);
    await page.close();
  });
});

describe('llms.txt', () => {
  it('lists the pages of today', async () => {
    const { llmsIndex } = await import('../../docs/.vitepress/llms');
    const written = readFileSync(join(root, 'llms.txt'), 'utf8');
    expect(written, '`npm run docs:llms` writes it').toBe(llmsIndex());
  });
});
