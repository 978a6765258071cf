import { paint } from '../terminal/paint';
import { showDiff } from '../terminal/showDiff';
import {
  isUnchanged,
  type Plan,
  type PlannedFile,
  type PlannedSnippet,
  scriptWithPdp,
} from './planInit';
import type { App } from './readApp';
import { optionFor, shellCommand } from './templates/pdpFiles';
import type { Framework } from './templates/Template';

/**
 * Prints what the app is, and what happens to each file.
 *
 * @param fate - what happens to files that are there and differ.
 */
export function printPlan(
  { isTypeScript, packageManager }: App,
  { title }: Framework,
  { files, manifest, hasOwnPolicies }: Plan,
  fate: string,
): void {
  const language = isTypeScript ? 'TypeScript' : 'JavaScript';
  console.log(`${paint.strong(title)}, ${language}, ${packageManager.replace('@berry', '')}\n`);
  for (const file of files) {
    if (file.before === undefined) console.log(paint.good(`  + ${file.path}`));
    else if (isUnchanged(file)) console.log(paint.quiet(`  = ${file.path}`));
    else console.log(paint.warning(`  ! ${file.path}  (differs, ${fate})`));
  }
  console.log(
    isUnchanged(manifest) ? paint.quiet('  = package.json') : paint.good('  ~ package.json'),
  );
  if (hasOwnPolicies) {
    console.log(
      '\nThe folder has policies of your own, so none is added. The kind of the example is "project":\nnode_modules/clerk-cerbos/src/policies has a policy for it.',
    );
  }
}

/** Prints in which lines a file would change. */
export function printDiff({ path, text, before = '' }: PlannedFile): void {
  console.log(`\n${paint.strong(path)}\n${showDiff(before, text)}`);
}

/** Prints what was done. */
export function printWritten(count: number, { files, manifest }: Plan): void {
  const kept = [...files, manifest].length - count;
  const written = count === 0 ? 'Nothing to write.' : `Wrote ${plural(count)}.`;
  console.log(`\n${written}${kept > 0 ? ` ${plural(kept)} stayed as before.` : ''}`);
}

const plural = (count: number) => `${String(count)} ${count === 1 ? 'file' : 'files'}`;

/** Prints what the reader does next, in order. */
export function printNextSteps(app: App, framework: Framework, plan: Plan): void {
  const steps = [
    ...(plan.hasClerk ? [] : [setUpClerk]),
    ...install(app, plan),
    ...(app.isModule || app.isTypeScript || framework.isBundled
      ? []
      : ['The new files are ES modules:\n\n  npm pkg set type=module']),
    ...plan.snippets.map(toStep),
    ...begin(app, framework, plan),
  ];
  console.log(`\n${paint.strong('What is left to do')}`);
  steps.forEach((step, index) => {
    const number = `${String(index + 1)}. `;
    console.log(
      `\n${number}${step.replaceAll('\n', `\n${' '.repeat(number.length)}`)}`.replace(/ +$/gm, ''),
    );
  });
}

function install({ packageManager }: App, { packages, devPackages }: Plan): string[] {
  const lines = [
    ...(packages.length > 0 ? [shellCommand(packageManager, 'add', packages)] : []),
    ...(devPackages.length > 0
      ? [shellCommand(packageManager, 'add', ['-D', ...devPackages])]
      : []),
  ];
  return lines.length > 0 ? [`Install:\n\n${indented(lines.join('\n'))}`] : [];
}

function toStep({ file, what, code }: PlannedSnippet): string {
  return `${what}\n${paint.strong(file)}\n\n${indented(code.trimEnd())}`;
}

function begin(app: App, { url }: Framework, { policies, continuousIntegration }: Plan): string[] {
  const { packageManager, isTypeScript, scripts } = app;
  const run = (...args: string[]) => shellCommand(packageManager, 'execute-local', args);
  const script = (name: string) => shellCommand(packageManager, 'run', [name]);
  const hasDev = scripts.has('dev');
  const start = hasDev ? script('dev') : '<what starts your app>';
  const dev = (...options: string[]) =>
    `${run('clerk-cerbos', 'dev', ...options)}${optionFor(policies)} -- ${start}`;
  const withPdp = scriptWithPdp(app) ?? (hasDev ? 'dev:authz' : undefined);
  return [
    `Test the policies:\n\n  ${run('cerbos', 'compile', policies)}`,
    ...(isTypeScript
      ? [
          `Let the compiler check kinds, actions and attributes:\n\n  ${run('clerk-cerbos', 'generate')}${optionFor(policies)}`,
        ]
      : []),
    [
      'Start the PDP and your app. Each denial is then a line that says why:\n',
      `  ${withPdp === undefined ? dev() : script(withPdp)}`,
      ...(url === undefined ? [] : [`\n  Then open ${url}, signed in.`]),
      '\n  Without an account of Clerk, start a stand-in for it, too:\n',
      `  ${dev('--sandbox')}`,
      '\n  node_modules/clerk-cerbos/docs/guides/without-an-account.md says what a browser needs.',
    ].join('\n'),
    ...continuousIntegration.map(toStep),
  ];
}

const setUpClerk = `Set up Clerk with its own command line:

  npx clerk init

Then run init again: it says whether a file for Clerk is missing.`;

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
