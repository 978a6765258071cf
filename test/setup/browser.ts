import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/**
 * Starts a headless Chromium that needs nothing of the machine: on 64-bit Linux with Intel's
 * instructions out of the npm package `@sparticuz/chromium`, elsewhere the Chrome that is installed.
 */
export async function launchBrowser(): Promise<Browser> {
  const args = [
    // In containers, tests run as root, and there is little shared memory.
    '--no-sandbox',
    '--disable-dev-shm-usage',
    // clerk-js takes a browser under automation for one that is offline.
    '--disable-blink-features=AutomationControlled',
  ];
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return chromium.launch({ channel: 'chrome', args });
  }
  const folder = await unpackedChromium();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}

/**
 * Unpacks the browser once per version. The package itself unpacks into the folder for temporary
 * files. There, a second process could start a browser that the first has written only in part. So
 * each process unpacks into a folder of its own, and the first one gives it the final name.
 */
async function unpackedChromium(): Promise<string> {
  const folder = join(cache, `chromium-${packageVersion()}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'chromium-unfinished-'));
  const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await run(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    // Only where it believes to be on AWS does it unpack the libraries that bare machines lack.
    env: { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  await writeFile(join(unfinished, 'fonts.conf'), fontConfiguration(join(folder, 'fonts')));
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

/** Chromium ends as soon as it wants a font and finds none, and bare machines have none. */
function fontConfiguration(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${fonts}/cache</cachedir></fontconfig>
`;
}

function packageVersion(): string {
  // npm's own manifest, which always has a version.
  const { version } = require('../../node_modules/@sparticuz/chromium/package.json') as {
    version: string;
  };
  return version;
}

/**
 * Waits until a page of an example listens. What a server has rendered is there before the scripts
 * are, and on a busy machine long before: whatever is clicked in the meantime is lost. Clerk is
 * loaded by the page's own scripts, once React has taken the page over.
 */
export async function untilItListens(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const clerk: unknown = Reflect.get(window, 'Clerk');
    return clerk instanceof Object && Reflect.get(clerk, 'loaded') === true;
  });
}
