import { cleanup } from '@testing-library/react';
import { version } from 'react';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';

beforeAll(() => {
  expect(version.split('.')[0], 'the React that this project is for').toBe(process.env.REACT_MAJOR);
});

// React says through these what it does not like.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  cleanup();
  const said = [...vi.mocked(console.error).mock.calls, ...vi.mocked(console.warn).mock.calls];
  vi.restoreAllMocks();
  expect(said, 'what React has to say').toEqual([]);
});
