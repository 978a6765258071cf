import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
} from 'yaml';
import type { Place } from './Policy';

type Path = readonly (string | number)[];

/** For Cerbos, a number without quotes is its decimal digits: `0x1F` is "31", and `010` is "8". */
const integer: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0x[\da-f_]+|0o[0-7_]+|0b[01_]+|0[0-7_]*|[1-9][\d_]*)$/i,
  resolve(text) {
    const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', '')) ?? [];
    const value = BigInt(digits.replace(/^0(?=\d)/, '0o')).toString();
    return sign === '-' && value !== '0' ? `-${value}` : value;
  },
};

/**
 * A YAML or JSON file, read as Cerbos reads it: each scalar is a string, also `yes`, `on` and `1`.
 * It knows the line of each value.
 *
 * If a list of a merge (`<<`) is replaced, PDP 0.51 appends to it instead. Later ones don't.
 */
export class YamlFile {
  readonly #document: Document;
  readonly #lines = new LineCounter();
  readonly #value: unknown;

  /**
   * @param file - the path to show.
   * @param text - what the file contains.
   */
  constructor(
    readonly file: string,
    text: string,
  ) {
    this.#document = parseDocument(text, {
      schema: 'failsafe',
      customTags: (tags) => [...tags, integer],
      merge: true,
      lineCounter: this.#lines,
      prettyErrors: false,
    });
    this.#value = this.problem === undefined ? this.#document.toJS() : undefined;
  }

  /** Why it is not YAML, and where. */
  get problem(): (Place & { readonly message: string }) | undefined {
    const error = this.#document.errors[0];
    if (error === undefined) return undefined;
    return {
      file: this.file,
      line: this.#lines.linePos(error.pos[0]).line,
      message: error.message,
    };
  }

  /** The value at a path; `undefined` if there is none. */
  value(path: Path): unknown {
    let value = this.#value;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
        return undefined;
      value = Reflect.get(value, key);
    }
    return value;
  }

  /** The text at a path; `''` if there is none. */
  text(path: Path): string {
    const value = this.value(path);
    return typeof value === 'string' ? value : '';
  }

  /** The texts in the list at a path. */
  texts(path: Path): string[] {
    return this.list(path).flatMap((at) => {
      const value = this.value(at);
      return typeof value === 'string' ? [value] : [];
    });
  }

  /** The paths of the items in the list at a path. */
  list(path: Path): Path[] {
    const value = this.value(path);
    return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [];
  }

  /** The names in the map at a path. */
  names(path: Path): string[] {
    const value = this.value(path);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value)
      : [];
  }

  has(path: Path): boolean {
    return this.value(path) !== undefined;
  }

  /** Where a value stands. For a name in a map that is the name's line. */
  place(path: Path): Place {
    let node: Node | null | undefined = this.#document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const key of path) {
      const found: { at: number; node: Node | null } | undefined = this.#child(node, key);
      // A merged value (`<<`) has no place of its own.
      if (found === undefined) break;
      ({ at: offset, node } = found);
    }
    return { file: this.file, line: this.#lines.linePos(offset).line };
  }

  #child(
    parent: Node | null | undefined,
    key: string | number,
  ): { at: number; node: Node | null } | undefined {
    const node = isAlias(parent) ? parent.resolve(this.#document) : parent;
    if (isSeq(node)) {
      const item = node.items[Number(key)];
      return isNode(item) ? { at: item.range?.[0] ?? 0, node: item } : undefined;
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find((one) => isScalar(one.key) && one.key.value === String(key));
    if (pair === undefined || !isScalar(pair.key)) return undefined;
    return { at: pair.key.range?.[0] ?? 0, node: isNode(pair.value) ? pair.value : null };
  }
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}
