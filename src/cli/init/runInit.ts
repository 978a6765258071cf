import { CommandError } from '../CommandError';
import { askWhether, askWhich, canAsk, stopped } from '../terminal/questions';
import { frameworkIds, frameworkOf, frameworksIn } from './frameworks';
import { isUnchanged, type Plan, type PlannedFile, planInit } from './planInit';
import { printDiff, printNextSteps, printPlan, printWritten } from './printInit';
import { type App, readApp } from './readApp';
import type { Framework } from './templates/Template';

/** The options of `clerk-cerbos init`. */
export interface InitOptions {
  readonly framework?: string;
  readonly policies: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly overwrite?: boolean;
}

/** Adds to an app what it lacks. */
export async function runInit(folder: string, options: InitOptions): Promise<void> {
  const mayAsk = canAsk() && options.yes !== true && options.dryRun !== true;
  const app = await readApp(folder);
  const framework = await chooseFramework(app, options.framework, mayAsk);
  const plan = await planInit(app, framework, options.policies);
  const kept = mayAsk ? 'see below' : 'stays as it is';
  printPlan(app, framework, plan, options.overwrite === true ? 'is replaced' : kept);

  const chosen = await choose(plan, options, mayAsk);
  if (options.dryRun === true) {
    console.log('\nNothing was written (--dry-run).');
    return;
  }
  for (const { path, text, before } of chosen) app.folder.write(path, text, before === undefined);
  printWritten(chosen.length, plan);
  printNextSteps(app, framework, plan);
}

async function chooseFramework(
  app: App,
  id: string | undefined,
  mayAsk: boolean,
): Promise<Framework> {
  if (id !== undefined) return frameworkOf(id);
  const found = frameworksIn(app);
  const [first, second] = found;
  if (first === undefined) {
    throw new CommandError(
      `package.json names no framework that has an entry. In a monorepo, run init in the folder of the app. For a fetch handler of any runtime, use --framework web. Others: ${frameworkIds}.`,
    );
  }
  if (second === undefined) return first;
  if (!mayAsk) {
    const ids = found.map((framework) => framework.id);
    throw new CommandError(
      `package.json names several frameworks: ${ids.join(', ')}. Choose one, as in --framework ${first.id}.`,
    );
  }
  const choices = found.map(({ id: value, title }) => ({ value, label: title }));
  return frameworkOf(await askWhich('Which framework answers the requests?', choices));
}

/** The files to write: new ones, and of those that differ the ones that may be replaced. */
async function choose(
  { files, manifest }: Plan,
  { overwrite = false, dryRun = false }: InitOptions,
  mayAsk: boolean,
): Promise<PlannedFile[]> {
  const missing = files.filter(({ before }) => before === undefined);
  const different = files.filter((file) => file.before !== undefined && !isUnchanged(file));
  // Scripts are only added, so this replaces nothing.
  const edited = isUnchanged(manifest) ? [] : [manifest];
  for (const file of [...different, ...edited]) printDiff(file);

  const fresh = [...missing, ...edited];
  if (mayAsk && fresh.length > 0 && !(await askWhether('Write this?', true))) {
    throw new CommandError(stopped);
  }
  if (dryRun || overwrite) return overwrite ? [...fresh, ...different] : fresh;
  const replaced: PlannedFile[] = [];
  for (const file of mayAsk ? different : []) {
    if (await askWhether(`Replace your ${file.path}?`, false)) replaced.push(file);
  }
  return [...fresh, ...replaced];
}
