import { beforeEach, expect, it, vi } from 'vitest';
import type { TillReportInput } from '$lib/graphql/schema.generated';
import { Clock } from './clock.ts';
import { Journal } from './journal.ts';
import { Link } from './link.svelte.ts';
import type { TillServer } from './server.ts';
import {
	BIKE,
	cartOf,
	DEVICE,
	fakeLocks,
	fillDiskAfter,
	freshDatabase,
	packItem,
	sellOffline,
	TRAIN,
} from './testing.ts';

let journal: Journal;
const reports: TillReportInput[] = [];
beforeEach(async () => {
	journal = new Journal(await freshDatabase());
	reports.length = 0;
});

function linkOf(items: ReturnType<typeof packItem>[] = []) {
	const server = {
		report: async (_: string, input: TillReportInput) => {
			reports.push(input);
			return '2027-01-15T12:00:00.000Z';
		},
		packPage: async () => ({ items, cursor: '1', complete: true, isOver: false }),
	} as unknown as TillServer;
	return new Link({
		device: DEVICE,
		journal,
		server,
		clock: new Clock(),
		locks: fakeLocks(),
		onBack: () => undefined,
	});
}

async function firstReport(link: Link): Promise<TillReportInput> {
	const end = new AbortController();
	const running = link.run(end.signal);
	await vi.waitFor(() => expect(reports).toHaveLength(1));
	end.abort();
	await running;
	return reports[0] as TillReportInput;
}

it('counts a void on its way as something that waits, and reports it', async () => {
	const sale = await sellOffline(journal, cartOf(TRAIN));
	await sellOffline(journal, cartOf(BIKE));
	await journal.recorded(sale.key, { saleId: 'sale-1', needsReview: false });
	await journal.askVoid(sale.key, 'wrong price');
	const link = linkOf();
	await link.load();
	expect((await firstReport(link)).pendingSales).toBe(2);
	expect(link.pending).toBe(2);
	expect(link.voiding).toBe(1);
});

it('reports that it is closed, also after a reload, until it is opened again', async () => {
	const link = linkOf();
	await link.setClosed(true);
	expect((await firstReport(link)).state).toBe('CLOSED');
	reports.length = 0;
	const reloaded = linkOf();
	await reloaded.load();
	expect((await firstReport(reloaded)).state).toBe('CLOSED');
	expect(reloaded.closed).toBe(true);
	await reloaded.setClosed(false);
	reports.length = 0;
	const opened = linkOf();
	await opened.load();
	expect((await firstReport(opened)).state).toBe('OPEN');
});

it('keeps how wrong the device’s clock is', async () => {
	const link = linkOf();
	await firstReport(link);
	const kept = (await journal.db.get('values', 'clockAheadMs')) as number;
	expect(Math.abs(kept - (Date.now() - Date.parse('2027-01-15T12:00:00.000Z')))).toBeLessThan(60_000);
});

it('is online with a pack that does not fit, and does not call it complete', async () => {
	const full = fillDiskAfter(0);
	const link = linkOf([packItem(TRAIN)]);
	await firstReport(link);
	expect(link.state).toBe('online');
	expect(link.pack).toBeNull();
	expect(link.isPackTooLarge).toBe(true);
	full.mockRestore();
	reports.length = 0;
	await firstReport(link);
	expect(link.pack).toMatchObject({ complete: true, itemCount: 1 });
	expect(link.isPackTooLarge).toBe(false);
});
