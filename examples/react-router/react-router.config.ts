import type { Config } from '@react-router/dev/config';

export default {
  // Clerk's SDK is a middleware, and version 7 runs none without this.
  future: { v8_middleware: true },
} satisfies Config;
