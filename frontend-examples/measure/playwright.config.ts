import { defineConfig } from '@playwright/test';
import common from '../playwright.config.ts';

// Measurements are no tests: they take minutes, and say numbers. `npm run measure -- dashboard`
export default defineConfig({
	...common,
	testDir: '.',
	projects: [{ name: 'measure', testMatch: '*.measure.ts' }],
	retries: 0,
	timeout: 600_000,
	use: { ...common.use, trace: 'off' },
});
