import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, DeniedError, RejectedError, UnavailableError } from '../../src';
import { messageWithoutCode } from '../../src/base/errors';
import { root } from '../setup/publishedPackage';
import { sourceFiles } from './moduleGraph';

/** Functions whose argument of this place is a whole message. */
const WHOLE: Readonly<Record<string, number>> = {
  invalidConfiguration: 0,
  sayOnce: 0,
  warnOnce: 0,
  RefusedRequest: 1,
  ambiguous: 0,
};

/** Functions whose last argument is a part of a message: they write the mark after it. */
const PART = new Set([
  'invalid',
  'invalidAnswer',
  'invalidLoader',
  'invalidRule',
  'malformed',
  'notAuth',
  'refuse',
  'refused',
  'refusedHere',
]);

interface Message {
  readonly isWhole: boolean;
  readonly place: string;
  readonly text: string;
}

/** The messages of errors and warnings in a file; `…` stands for what is only known later. */
function messagesOf(file: string): readonly Message[] {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
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
      const name = node.expression.getText();
      add(node.arguments?.[WHOLE[name] ?? -1], true);
      if (PART.has(name)) add(node.arguments?.at(-1), false);
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
