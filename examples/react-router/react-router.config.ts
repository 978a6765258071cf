import type { Config } from '@react-router/dev/config';

export default {
  // Clerk's SDK is a middleware, and React Router 7 runs middleware only with this flag.
  future: { v8_middleware: true },
} satisfies Config;
