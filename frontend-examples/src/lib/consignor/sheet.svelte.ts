/** A consignor's page, live: figures and items that belong together. */
import type { Api } from '$lib/graphql';
import { Earnings } from '$lib/live';
import type { LiveEarningsFragment } from '$lib/live/earnings.generated';
import { itemsOf } from './items.ts';
import type { SheetItemFragment } from './sheet.generated';

/** The figures do not wait longer for the items: a sale is seen within a second. */
const ITEMS_MS_MAX = 700;
/** Until items that did not come in time are asked for again. */
const AGAIN_MS = 5_000;

export interface Sheet {
	earnings: LiveEarningsFragment;
	items: readonly SheetItemFragment[];
}

interface SheetOptions {
	api: Api;
	consignorId: string;
	eventId: string;
	initial: Sheet;
	/** Items that were not sold before. */
	onSold: (items: readonly SheetItemFragment[]) => void;
}

export class ConsignorSheet {
	/** What is shown. */
	shown = $state.raw<Sheet>({} as Sheet);
	readonly #options: SheetOptions;
	readonly #earnings: Earnings;
	#newest: LiveEarningsFragment;
	#asking = false;
	#again: ReturnType<typeof setTimeout> | undefined;

	constructor(options: SheetOptions) {
		const { consignorId, eventId, initial } = options;
		this.#options = options;
		this.shown = initial;
		this.#newest = initial.earnings;
		this.#earnings = new Earnings({ consignorId, eventId }, initial.earnings, (newest) => this.#hear(newest));
	}

	/** How the connection stands. */
	get stream() {
		return this.#earnings.stream;
	}

	/** Listens until the returned function is called. */
	start(): () => void {
		const stop = this.stream.start();
		return () => {
			clearTimeout(this.#again);
			stop();
		};
	}

	#hear(newest: LiveEarningsFragment): void {
		this.#newest = newest;
		if (!this.#asking) void this.#refresh();
	}

	/** Asks for the items again, until they are no older than the figures. */
	async #refresh(): Promise<void> {
		this.#asking = true;
		clearTimeout(this.#again);
		let earnings, items;
		do {
			earnings = this.#newest;
			items = await this.#items(earnings.itemCount);
			this.#show({ earnings: this.#newest, items: items ?? this.shown.items });
		} while (earnings !== this.#newest);
		this.#asking = false;
		if (!items && this.stream.state !== 'idle')
			this.#again = setTimeout(() => void this.#refresh(), AGAIN_MS);
	}

	/** Null without an answer in time: the figures are shown alone meanwhile. */
	async #items(itemCount: number): Promise<SheetItemFragment[] | null> {
		const { api, consignorId, eventId } = this.#options;
		return itemsOf(api, { consignorId, eventId, itemCount }, ITEMS_MS_MAX).catch(() => null);
	}

	#show(sheet: Sheet): void {
		const before = this.shown.items.filter((item) => item.sold).map((item) => item.tag);
		const sold = sheet.items.filter((item) => item.sold && !before.includes(item.tag));
		this.shown = sheet;
		if (sold.length > 0) this.#options.onSold(sold);
	}
}
