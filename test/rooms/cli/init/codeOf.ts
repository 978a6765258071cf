import { frameworkOf } from '../../../../src/cli/init/frameworks';
import { planInit } from '../../../../src/cli/init/planInit';
import { readApp } from '../../../../src/cli/init/readApp';
import { type AppLayout, appFiles, makeApp } from './makeApp';

/** A file of code. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** The code that an app of a framework gets. */
export async function codeOf(id: string, layout: AppLayout = {}): Promise<CodeFile[]> {
  const app = await readApp(makeApp(appFiles(id, layout)));
  const { files } = await planInit(app, frameworkOf(id), 'policies');
  return files.filter(({ path }) => /\.[jt]sx?$/.test(path));
}
