import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { PAGES } from './pages.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIZES = {
	phone: { width: 390, height: 844 },
	tablet: { width: 820, height: 1180 },
	desktop: { width: 1440, height: 900 },
};
const THEMES = ['light', 'dark'] as const;

for (const [name, open, as] of PAGES) {
	for (const theme of THEMES) {
		test(`${name} in ${theme}: no WCAG violation, no complaint, nothing wider than the screen`, async ({
			page,
			hall,
			signedIn,
			complaints,
		}) => {
			if (as) await signedIn(as);
			await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
			await page.setViewportSize(SIZES.phone);
			await open(page, hall);
			for (const [size, viewport] of Object.entries(SIZES)) {
				await page.setViewportSize(viewport);
				// What dark changes is the same in every size.
				if (theme === 'light' || size === 'desktop') {
					// GraphiQL's tabs have buttons in them, which axe forbids; that is its makers' to mend.
					const axe = new AxeBuilder({ page }).withTags(WCAG).exclude('.graphiql-tab');
					const { violations } = await axe.analyze();
					expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
				}
				expect(
					await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
				).toBeLessThanOrEqual(0);
				await page.screenshot({ path: `screenshots/${name}-${size}-${theme}.png`, fullPage: true });
			}
			// The browser itself complains of a status that a page answers with.
			expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
		});
	}
}
