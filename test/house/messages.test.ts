import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, DeniedError, RejectedError, UnavailableError } from '../../src';
import { messageWithoutCode } from '../../src/base/errors';
import { root } from '../setup/publishedPackage';
import { sourceFiles } from './moduleGraph';

/** A parameter of this name takes a whole message, or a part: the function writes the mark after it. */
const NAMES: Readonly<Record<string, 'whole' | 'part'>> = {
  detail: 'whole',
  message: 'whole',
  expected: 'part',
  reason: 'part',
  what: 'part',
};

type Takes = readonly { readonly at: number; readonly kind: 'whole' | 'part' }[];

const parse = (file: string) =>
  ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );

/** The functions and classes of a file that are given messages, by name, and at which places. */
function takersOf(file: string): [string, Takes][] {
  const found: [string, Takes][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const name = ts.isConstructorDeclaration(node) ? node.parent.name : named(node);
      const takes = node.parameters.flatMap((parameter, at) => {
        const kind = NAMES[parameter.name.getText()];
        return kind && parameter.type?.kind === ts.SyntaxKind.StringKeyword ? [{ at, kind }] : [];
      });
      if (name && takes.length > 0) found.push([name.getText(), takes]);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

/** The name of a function, or of the constant that it stands in. */
function named(node: ts.SignatureDeclaration): ts.Node | undefined {
  if (node.name) return node.name;
  return ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined;
}

interface Message {
  readonly isWhole: boolean;
  readonly place: string;
  readonly text: string;
}

// Of two files, functions may have one name, but then both take the same. A file's own come first.
const everywhere = sourceFiles().flatMap(takersOf);

/** The messages of errors and warnings in a file; `…` stands for what is only known later. */
function messagesOf(file: string): readonly Message[] {
  const source = parse(file);
  const takers = new Map([...everywhere, ...takersOf(file)]);
  const found: Message[] = [];
  const add = (node: ts.Node | undefined, isWhole: boolean) => {
    if (node === undefined) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    for (const written of textsOf(node)) {
      if (written === '') continue;
      found.push({ place: `${file}:${String(line + 1)}`, text: written, isWhole });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      for (const { at, kind } of takers.get(node.expression.getText()) ?? []) {
        add(node.arguments?.[at], kind === 'whole');
      }
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'message') {
      add(node.initializer, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What an expression may come to, if it is written out. */
function textsOf(node: ts.Node): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) {
    return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')];
  }
  if (ts.isBinaryExpression(node)) {
    const ends = textsOf(node.right);
    return textsOf(node.left).flatMap((start) => ends.map((end) => start + end));
  }
  return [];
}

const messages = sourceFiles().flatMap(messagesOf);
const offenders = (isWrong: (message: Message) => boolean) =>
  messages.filter(isWrong).map(({ place, text }) => `${place}: ${text}`);

describe('the messages of errors and warnings', () => {
  it('are found', () => {
    expect(messages.length).toBeGreaterThan(60);
  });

  it('end with one mark, or with what is only known later', () => {
    const isOpen = ({ text, isWhole }: Message) =>
      isWhole ? !/(?:[^.?!:][.?]|…)$/.test(text) : /[.?!:;,]$/.test(text);
    expect(offenders(isOpen)).toEqual([]);
  });

  it('have no two marks side by side', () => {
    const isDoubled = ({ text }: Message) => /[.?!:;,] ?[.?!:;,]/.test(text.replaceAll(' ?? ', ''));
    expect(offenders(isDoubled)).toEqual([]);
  });
});

describe('every error', () => {
  const about = { resource: { kind: 'document', id: '7' }, actions: ['edit'], cerbosCallId: '' };
  const errors = [
    new DeniedError({ code: 'denied', ...about }),
    new DeniedError({ code: 'not_found', ...about }),
    new UnavailableError({ code: 'pdp_unreachable', message: 'The PDP is away.' }),
    new RejectedError({ code: 'invalid_value', message: 'The value is wrong.' }),
    new ConfigurationError({ code: 'missing_loader', message: 'There is no loader.' }),
  ];

  it.each(errors)('says its code at the end of its message: $code', ({ message, code }) => {
    expect(message).toMatch(new RegExp(String.raw`^[^[\]]+\. \[${code}\]$`));
  });

  it('says its code once, also where its message is that of another error', () => {
    const { code, message } = new RejectedError({ code: 'pdp_rejected', message: 'It refuses.' });
    expect(new RejectedError({ code, message }).message).toBe('It refuses. [pdp_rejected]');
  });

  it('can be told without its code, by a text that says the code elsewhere', () => {
    const error = new RejectedError({ code: 'pdp_rejected', message: 'It refuses.' });
    expect(messageWithoutCode(error)).toBe('It refuses.');
  });
});
