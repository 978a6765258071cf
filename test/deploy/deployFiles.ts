import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../setup/publishedPackage';

/** The path of a file in `examples/deploy`. */
export function deployFile(name: string): string {
  return join(root, 'examples/deploy', name);
}

/** The text of a file in `examples/deploy`. */
export function readDeployFile(name: string): string {
  return readFileSync(deployFile(name), 'utf8');
}

/** The documents of a YAML file. It throws what is wrong with the YAML, keys that stand twice, too. */
export function readDocuments(name: string): unknown[] {
  return parseAllDocuments(readDeployFile(name)).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as unknown;
  });
}

/**
 * The lines that a program reads, without comments and indentation. `#` inside of a line stays: it
 * may be part of a value.
 */
export function directives(name: string): string[] {
  return readDeployFile(name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
