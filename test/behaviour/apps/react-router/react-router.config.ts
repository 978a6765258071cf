import type { Config } from '@react-router/dev/config';

export default {
  // Without it, version 7 runs no middleware, Clerk's among them.
  future: { v8_middleware: true },
} satisfies Config;
