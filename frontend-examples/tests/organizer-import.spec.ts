import { expect, test } from './fixtures.ts';
import { eventCalled, makeEvent, loseAnswerTo, choose, figure, at } from './organizer.ts';

test.describe('an import', () => {
	test.beforeEach(({ signedIn }) => signedIn('organizer'));
	const HEADER = 'ref;consignor;title;category;size;price;discountable;donate';
	const WRONG = [
		HEADER,
		'A-1;417;Mütze;Kleidung;;4 €;ja;',
		'A-2;999;Buch;Bücher;;1;;',
		'A-3;23;Rad;;;zwölf;;',
	];
	const MENDED = [
		HEADER,
		'A-1;417;Mütze;Kleidung;;4 €;ja;',
		'A-2;23;Buch;Bücher;;1;;',
		'A-3;23;Rad;Räder;;12;;',
	];
	/** As a spreadsheet on Windows writes it. */
	const windows = (lines: readonly string[]) =>
		Buffer.from(lines.join('\r\n').replaceAll('€', '\x80'), 'latin1');

	test('names row and column of each error, and loads what reads tables only then', async ({
		page,
		hall,
		complaints,
	}) => {
		const event = await makeEvent(hall, 'Import');
		const loaded: string[] = [];
		page.on('request', (request) => loaded.push(request.url()));
		await page.goto(at(event, '/import'));
		await expect(page.getByRole('button', { name: 'Choose a CSV file' })).toBeVisible();
		await page.waitForLoadState('networkidle');
		const before = loaded.length;

		await choose(page, 'items.csv', windows(WRONG));
		await expect(page.getByText('items.csv: Windows-1252, semicolons, 3 rows')).toBeVisible();
		expect(loaded.slice(before).some((url) => url.endsWith('.js'))).toBe(true);
		const rows = page.getByRole('region', { name: 'Wrong rows' }).getByRole('row');
		await expect(rows).toHaveText([
			/Row.*Column.*Value/,
			/2\s*price\s*4 €\s*The price is in €, but the event counts in CHF/,
			/3\s*consignor\s*999\s*Nobody has this consignor number/,
			/4\s*category\s*–\s*Something must stand here/,
			/4\s*price\s*zwölf\s*This is no amount/,
		]);
		await expect(figure(page, 'Would be accepted')).toHaveText('0');
		await expect(figure(page, 'Failed')).toHaveText('3');
		expect((await eventCalled(hall, 'Import')).items.nodes).toEqual([]);
		expect(complaints).toEqual([]);
	});

	test('takes the mended file in though an answer is lost, and a re-run changes nothing', async ({
		page,
		hall,
	}) => {
		const event = await makeEvent(hall, 'Import mended');
		await page.goto(at(event, '/import'));
		// Francs, so that the sign of another currency is out.
		const mended = windows(MENDED.map((line) => line.replace(' €', '')));
		await choose(page, 'mended.csv', mended);
		await expect(figure(page, 'Would be accepted')).toHaveText('3');
		expect((await eventCalled(hall, 'Import mended')).items.nodes).toEqual([]);
		const { keys } = await loseAnswerTo(page, 'itemsAdd');
		await page.getByRole('button', { name: 'Import 3 rows' }).click();
		await expect(figure(page, 'Accepted')).toHaveText('3');
		expect(keys.length).toBe(2);
		expect(keys[1]).toBe(keys[0]);
		const { items } = await eventCalled(hall, 'Import mended');
		expect(items.nodes.map(({ ref, title, price }) => [ref, title, price]).sort()).toEqual([
			['A-1', 'Mütze', '4.00'],
			['A-2', 'Buch', '1.00'],
			['A-3', 'Rad', '12.00'],
		]);

		// The same again, in another encoding, order and with another title: known by their refs.
		const again = [MENDED[0], MENDED[3], MENDED[2], MENDED[1]?.replace(' €', '').replace('Mütze', 'Hut')];
		await choose(page, 'again.csv', `\ufeff${again.join('\n')}`);
		await expect(figure(page, 'Duplicate')).toHaveText('3');
		await expect(figure(page, 'Would be accepted')).toHaveText('0');
		await expect(page.getByText('1 of the duplicates stands with other values')).toBeVisible();
		await expect(page.getByRole('button', { name: /^Import/ })).toHaveCount(0);
		expect((await eventCalled(hall, 'Import mended')).items.nodes).toEqual(items.nodes);
	});

	test('says what to do with what is no table, and has the template of the command line', async ({
		page,
		hall,
	}) => {
		await page.goto(at({ id: hall.eventId }, '/import'));
		await choose(page, 'book.xlsx', Buffer.from('PK\x03\x04rest'));
		await expect(page.getByRole('alert')).toContainText('save the sheet as “CSV UTF-8”');
		await choose(page, 'open.csv', 'ref,consignor,title,category,price\nA,417,"Coat,c,1\n');
		await expect(page.getByRole('alert')).toContainText(
			'Row 2, column 3: the quote that opens here never ends',
		);
		await choose(page, 'named.csv', 'ref,consignor,titel,category,price\nA,417,Coat,c,1\n');
		await expect(page.getByRole('alert')).toContainText('the template has no column “titel”');

		const download = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Download the template' }).click();
		const chunks: Buffer[] = [];
		for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
		const template = Buffer.concat(chunks).toString('utf8').replace('\ufeff', '');
		expect(template).toBe(hall.command(['import', 'items', '--template']));
	});

	test('takes consignors in, each once', async ({ page, hall }) => {
		await page.goto(at({ id: hall.eventId }, '/consignors'));
		const file = 'ref,number,name\nnew-1,,Cleo Neu\n,417,Ada Example\n,77,Dan Sieben\n,23,Somebody Else\n';
		await choose(page, 'people.csv', file);
		await expect(figure(page, 'Would be accepted')).toHaveText('2');
		await expect(figure(page, 'Duplicate')).toHaveText('1');
		await expect(page.getByText('The number belongs to “Bo Sample”')).toBeVisible();
		await page.getByRole('button', { name: 'Import 2 rows' }).click();
		await expect(figure(page, 'Accepted')).toHaveText('2');
		await expect(page.getByRole('cell', { name: 'Dan Sieben' })).toBeVisible();
		await choose(page, 'people.csv', file);
		await expect(figure(page, 'Would be accepted')).toHaveText('1');
		// The one without a number is known by its ref once it is sent: still one Cleo.
		await page.getByRole('button', { name: 'Import 1 row' }).click();
		await expect(figure(page, 'Accepted')).toHaveText('0');
		await page.getByLabel('Number or name').fill('cleo');
		await page.getByRole('button', { name: 'Search' }).click();
		await expect(page.getByRole('cell', { name: 'Cleo Neu' })).toHaveCount(1);
		await expect(page.getByRole('cell', { name: 'Dan Sieben' })).toHaveCount(0);
	});
});
