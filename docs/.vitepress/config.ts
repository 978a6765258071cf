import { existsSync } from 'node:fs';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { entrySources } from '../../test/setup/entrySources';
import { deadAnchorsOf } from './anchors';
import { writeLlms } from './llms';
import { type Section, docs, readSummary, writtenSections } from './pages';
import { site } from './site';
import { slugify } from './slugify';

const sidebar: DefaultTheme.SidebarItem[] = writtenSections().map(({ title, pages }) => ({
  text: title,
  collapsed: title === 'Decisions',
  items: pages.map((page) => ({ text: readSummary(page).title, link: `/${page}` })),
}));

const entries: DefaultTheme.SidebarItem = {
  text: 'Entries',
  collapsed: true,
  items: Object.keys(entrySources).map((name) => ({ text: name, link: `/reference/api/${name}` })),
};

/** Behind the other pages of the reference, once `npm run docs:build` has written them. */
function withEntries(): DefaultTheme.SidebarItem[] {
  if (!existsSync(`${docs}reference/api`)) return sidebar;
  const at = sidebar.findIndex(({ text }) => text === 'Reference') + 1;
  return [...sidebar.slice(0, at), entries, ...sidebar.slice(at)];
}

/** Leads to the first page of a section. */
function toNavItem({ nav = '', pages: [first = ''] }: Section): DefaultTheme.NavItem {
  return { text: nav, link: `/${first}`, activeMatch: `^/${first.split('/', 1)[0] ?? ''}/` };
}

export default defineConfig({
  title: site.title,
  description: site.description,
  base: site.base,
  lang: 'en',
  cleanUrls: false,
  lastUpdated: false,
  ...(site.address !== undefined && { sitemap: { hostname: site.address } }),
  markdown: {
    anchor: { slugify },
    // Braces in code are text: to Vue, `{{ a: 1 }}` would be an expression.
    config: ({ renderer: { rules } }) => {
      const inline = rules.code_inline;
      rules.code_inline = (tokens, index, ...rest) => {
        tokens[index]?.attrSet('v-pre', '');
        return inline?.(tokens, index, ...rest) ?? '';
      };
    },
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: writtenSections()
      .filter(({ nav }) => nav !== undefined)
      .map(toNavItem),
    sidebar: withEntries(),
    ...(site.repository?.startsWith('https://') === true && {
      socialLinks: [{ icon: 'github', link: site.repository }],
    }),
  },
  buildEnd({ outDir }) {
    const dead = deadAnchorsOf(outDir, site.base);
    if (dead.length > 0) throw new Error(`Links lead nowhere:\n${dead.join('\n')}`);
    writeLlms(outDir);
  },
});
