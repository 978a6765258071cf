import { vi } from 'vitest';

// The files of a worker share one process, so that packages are loaded once. Ours begin anew for each
// file: they remember, for example, which warnings were given.
vi.resetModules();
