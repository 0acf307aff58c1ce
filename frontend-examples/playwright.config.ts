import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const specs = readdirSync(join(import.meta.dirname, 'tests')).filter((file) => file.endsWith('.spec.ts'));

export default defineConfig({
	testDir: 'tests',
	// A worker for each file, and so a hall: what one has sold, opened or brought in is nothing to the next.
	projects: specs.map((file) => ({ name: file.replace('.spec.ts', ''), testMatch: file })),
	// One server and one browser at a time: figures and sockets are compared to the second.
	workers: 1,
	// A busy machine is no fault of a page; what has its own limit says so in its test.
	timeout: 120_000,
	expect: { timeout: 15_000 },
	// What passes the second time only is listed as flaky.
	retries: 1,
	forbidOnly: true,
	reporter: 'list',
	use: {
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		trace: 'retain-on-failure',
		launchOptions: {
			executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		},
	},
});
