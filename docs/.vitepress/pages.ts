import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the pages. */
export const docs = fileURLToPath(new URL('..', import.meta.url));

/** A part of the sidebar, and its pages in the order in which one reads them. */
export interface Section {
  readonly title: string;
  /** Its name at the top of the site, if it stands there. */
  readonly nav?: string;
  /** Below `docs/`, without `.md`. */
  readonly pages: readonly string[];
}

const inFolder = (folder: string, names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `${folder}/${name}`);

/** Every page but the landing page and the generated ones. */
export const sections: readonly Section[] = [
  {
    title: 'Start',
    nav: 'Start',
    pages: inFolder(
      'start',
      'what-it-is nextjs react-router remix express fastify hono any-runtime',
    ),
  },
  {
    title: 'Guides: coming from',
    pages: inFolder('guides', 'from-clerk from-metadata-roles from-cerbos'),
  },
  {
    title: 'Guides: frameworks',
    nav: 'Guides',
    pages: inFolder(
      'guides',
      `guards nextjs nextjs-pages react-router remix tanstack-start astro express fastify hono web
      core other-frameworks mcp agent-tools trpc nestjs graphql sveltekit nuxt hono-rpc elysia
      long-lived-connections`,
    ),
  },
  {
    title: 'Guides: policies and data',
    pages: inFolder(
      'guides',
      'typed-policies resource-loaders multi-tenant lists drizzle prisma fields creating mistakes policy-pack',
    ),
  },
  {
    title: 'Guides: who is asking',
    pages: inFolder(
      'guides',
      'clerk-roles-and-plans step-up impersonation machine-tokens claims-and-attributes',
    ),
  },
  {
    title: 'Guides: the browser',
    pages: inFolder(
      'guides',
      'browser browser-store vue svelte first-paint inspector react-native',
    ),
  },
  {
    title: 'Guides: testing',
    pages: inFolder('guides', 'testing without-an-account policies-in-ci'),
  },
  {
    title: 'Command line',
    nav: 'Command line',
    pages: inFolder('cli', 'init dev generate explain matrix doctor'),
  },
  {
    title: 'Production',
    nav: 'Production',
    pages: inFolder(
      'production',
      `pdp deployment failover policy-rollouts capacity timeouts-and-retries telemetry-and-logs
      security-model pdp-faults`,
    ),
  },
  {
    title: 'Reference',
    nav: 'Reference',
    pages: inFolder('reference', 'errors options principal http-answers events-and-metrics'),
  },
  { title: 'About', pages: inFolder('about', 'benchmarks compatibility comparison') },
  { title: 'Decisions', pages: decisions() },
];

/** A page, as lists of pages show it. */
export interface PageSummary {
  readonly title: string;
  readonly description: string;
  /** Its Markdown without the frontmatter. */
  readonly text: string;
}

/** Reads a page; its title is its first heading. */
export function readSummary(page: string): PageSummary {
  const source = readFileSync(`${docs}${page}.md`, 'utf8');
  const [frontmatter = ''] = /^---\n.*?\n---\n/s.exec(source) ?? [];
  const text = source.slice(frontmatter.length).trim();
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`docs/${page}.md has no first heading.`);
  const [, quote = '', description] = /^description: *(['"]?)(.+)\1$/m.exec(frontmatter) ?? [];
  if (description === undefined) throw new Error(`docs/${page}.md has no description on top.`);
  if (quote === '' && /^[[{*&!|>%@`]|: | #/.test(description)) {
    throw new Error(`docs/${page}.md: YAML reads the description otherwise, so put it in quotes.`);
  }
  return { title: title.replaceAll('`', ''), description, text };
}

/** The sections with the pages that are there. */
export function writtenSections(): Section[] {
  return sections
    .map((section) => ({ ...section, pages: section.pages.filter(isWritten) }))
    .filter(({ pages }) => pages.length > 0);
}

function isWritten(page: string): boolean {
  return existsSync(`${docs}${page}.md`);
}

function decisions(): string[] {
  if (!existsSync(`${docs}decisions`)) return [];
  const names = readdirSync(`${docs}decisions`).filter((name) => name.endsWith('.md'));
  const others = names.filter((name) => name !== 'index.md').sort();
  return ['index.md', ...others].map((name) => `decisions/${name.slice(0, -'.md'.length)}`);
}
