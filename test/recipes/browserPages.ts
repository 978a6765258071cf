import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build, type PluginOption } from 'vite';
import { root } from '../setup/publishedPackage';
import { filesOf } from './recipe';

/** A page in the browser that is made of what a page of the documentation shows. */
export interface BrowserPage {
  /** `guides/vue` is docs/guides/vue.md. */
  readonly guide: string;
  readonly plugins: PluginOption[];
  /** Where clerk-js comes from, in place of what the guide shows with a key of nobody. */
  readonly files: Readonly<Record<string, string>>;
  /** Changes what the guide shows. */
  readonly edit?: (text: string, path: string) => string;
}

/** Tells the test what each render shows, and to whom. */
const record = `
window.renders = [];
export function record(acme, globex) {
  const { user, organization } = window.Clerk ?? {};
  const who = user === undefined ? 'nobody yet' : (user?.id ?? 'nobody') + '@' + (organization?.id ?? '');
  const line = who + ': acme ' + acme + ', globex ' + globex;
  window.renders.push(line);
  return line;
}
export const wordFor = ({ isLoading, error }, isAllowed) =>
  isAllowed ? 'yes' : error ? error.message : isLoading ? '…' : 'no';
export const key = new URL(location.href).searchParams.get('key');
`;

const bundledClerk = `
import { Clerk } from '@clerk/clerk-js';
import { key } from '@/record.js';
export const clerk = (window.Clerk = new Clerk(key, { proxyUrl: '/__clerk' }));
void clerk.load({ telemetry: false });
`;

const hotLoadedClerk = `
import { key } from '@/record.js';
const script = document.createElement('script');
script.dataset.clerkPublishableKey = key;
script.dataset.clerkProxyUrl = '/__clerk';
script.src = '/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js';
const loaded = new Promise((resolve) => (script.onload = resolve));
document.head.append(script);
await loaded;
export const clerk = window.Clerk;
void clerk.load({ telemetry: false });
`;

const plainMain = `
import { bindButton } from '@/lib/bindButton';
import { cerbos } from '@/lib/cerbos';
import { record, wordFor } from '@/record.js';

document.body.innerHTML = '<button>Edit</button><output></output>';
let stop = () => {};
window.show = (id) => {
  stop();
  stop = bindButton(document.querySelector('button'), id);
};
window.show('acme');
window.invalidate = cerbos.invalidate;
const view = (id) => cerbos.ask({ resource: { kind: 'document', id }, action: 'view' });
const [acme, globex] = [view('acme'), view('globex')];
const word = (decision) => wordFor(decision.get(), decision.get().isAllowed('view'));
const render = () => {
  document.querySelector('output').textContent = record(word(acme), word(globex));
};
acme.subscribe(render);
globex.subscribe(render);
`;

const vueMain = `
import { clerkPlugin } from '@clerk/vue';
import { createApp } from 'vue';
import App from '@/App.vue';
import { key } from '@/record.js';
// Clerk's dialogs, which are not shown here. The SDK fails without them.
const ui = { ClerkUI: class {} };
createApp(App)
  .use(clerkPlugin, { publishableKey: key, proxyUrl: '/__clerk', ui, telemetry: false })
  .mount(document.body.appendChild(document.createElement('main')));
`;

const vuePage = `<script setup>
import { ref, toValue } from 'vue';
import EditButton from '@/components/EditButton.vue';
import { useCerbos, useIsAllowed } from '@/lib/useIsAllowed';
import { record, wordFor } from '@/record.js';

const id = ref('acme');
const cerbos = useCerbos();
window.show = (next) => { id.value = next; };
window.invalidate = () => cerbos.value?.invalidate();
const view = (id) => useIsAllowed(() => ({ resource: { kind: 'document', id }, action: 'view' }));
const [acme, globex] = [view('acme'), view('globex')];
const word = ({ isLoading, isAllowed, error }) =>
  wordFor({ isLoading: toValue(isLoading), error: toValue(error) }, toValue(isAllowed));
</script>
<template><EditButton :id="id" /><output>{{ record(word(acme), word(globex)) }}</output></template>`;

const svelteMain = `
import { mount } from 'svelte';
import Page from '@/Page.svelte';
mount(Page, { target: document.body });
`;

const sveltePage = `<script>
import EditButton from '@/components/EditButton.svelte';
import { cerbos } from '@/lib/cerbos';
import { askIsAllowed } from '@/lib/isAllowed.svelte';
import { record, wordFor } from '@/record.js';

let id = $state('acme');
window.show = (next) => { id = next; };
window.invalidate = cerbos.invalidate;
const acme = cerbos.ask({ resource: { kind: 'document', id: 'acme' }, action: 'view' });
const globex = askIsAllowed({ resource: { kind: 'document', id: 'globex' }, action: 'view' });
</script>
<EditButton {id} />
<output>{record(wordFor($acme, $acme.isAllowed('view')), wordFor({ ...globex, error: $acme.error }, globex.isAllowed))}</output>`;

/** The pages of the store, by the framework that renders them. */
export const browserPages: Readonly<Record<string, BrowserPage>> = {
  'no framework': {
    guide: 'guides/browser-store',
    plugins: [],
    files: { 'lib/clerk.ts': hotLoadedClerk, 'main.js': plainMain },
  },
  'Vue 3': {
    guide: 'guides/vue',
    plugins: [vue()],
    files: { 'Page.vue': vuePage, 'main.js': vueMain },
    edit: (text, path) =>
      path === 'App.vue'
        ? text
            .replace("EditButton from '@/components/EditButton.vue'", "Page from '@/Page.vue'")
            .replace('<EditButton id="plan" />', '<Page />')
        : text,
  },
  'Svelte 5': {
    guide: 'guides/svelte',
    plugins: [svelte({ configFile: false })],
    files: { 'lib/clerk.ts': bundledClerk, 'Page.svelte': sveltePage, 'main.js': svelteMain },
  },
};

/** Builds the pages into one folder, each at the name of its guide. */
export async function buildBrowserPages(): Promise<string> {
  const outDir = join(root, 'test-results/recipes/browser-pages');
  rmSync(outDir, { recursive: true, force: true });
  for (const { guide, plugins, files, edit = (text: string) => text } of Object.values(
    browserPages,
  )) {
    const folder = join(root, 'test-results/recipes', guide.replaceAll('/', '-'));
    rmSync(folder, { recursive: true, force: true });
    const html =
      '<!doctype html><title>Page</title><body><script type="module" src="./main.js"></script>';
    const all = { ...filesOf(guide), ...files, 'record.js': record, 'index.html': html };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), edit(text, path));
    }
    await build({
      configFile: false,
      logLevel: 'error',
      root: folder,
      base: `/${guide}/`,
      plugins,
      resolve: { alias: { '@': folder } },
      build: { outDir: join(outDir, guide), emptyOutDir: true, target: 'es2022' },
    });
  }
  return outDir;
}
