import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { CommandError } from '../CommandError';

/**
 * The folder of an app. It reads files as text, and writes nothing outside of itself: a link in it
 * could lead elsewhere.
 */
export class AppFolder {
  /** The folder's own path, without links. */
  readonly root: string;

  constructor(path: string) {
    this.root = realpathSync(path);
  }

  /** What a file contains; `undefined` if there is none. */
  read(path: string): string | undefined {
    const file = join(this.root, path);
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true
      ? readFileSync(file, 'utf8')
      : undefined;
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /**
   * Writes a file, and makes the folders that it needs.
   *
   * @param isNew - whether there must be no such file yet, for one that appeared in the meantime.
   */
  write(path: string, text: string, isNew: boolean): void {
    this.requireOwn(path);
    const file = join(this.root, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: isNew ? 'wx' : 'w' });
    } catch (error) {
      throw new CommandError(
        `${path} can't be written: ${error instanceof Error ? error.message : String(error)}. Run init again after that is repaired: it goes on where it stopped.`,
      );
    }
  }

  /** @throws CommandError if what is written there would not be a plain file of this folder. */
  requireOwn(path: string): void {
    const file = join(this.root, path);
    let parent = dirname(file);
    while (!existsSync(parent)) parent = dirname(parent);
    const real = realpathSync(parent);
    if (!isInside(this.root, real)) {
      throw new CommandError(
        `${path} would be written outside of the app, since a folder on its way is a link to ${real}. Remove the link, or run init in that folder.`,
      );
    }
    if (!statSync(real).isDirectory()) {
      throw new CommandError(
        `${path} can't be written, since ${relative(this.root, parent)} is a file and no folder. Rename it, and run init again.`,
      );
    }
    const there = lstatSync(file, { throwIfNoEntry: false });
    if (there?.isFile() === false) {
      throw new CommandError(
        `${path} can't be written, since it is ${there.isSymbolicLink() ? 'a link' : 'no plain file'}. Rename it, and run init again.`,
      );
    }
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
