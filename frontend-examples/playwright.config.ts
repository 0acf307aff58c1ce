import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: 'tests',
	// One server and one browser at a time: figures and sockets are compared to the second.
	workers: 1,
	timeout: 60_000,
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
