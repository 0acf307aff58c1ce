/** Figures of the dashboard and the sales that they are made of: which, how much of each, and where the figure is from. */
import { exact, sum, type Exact } from '$lib/money';
import type { LiveTotalsFragment } from '$lib/live/sessionTotals.generated';
import type { FigureSaleFragment, FigureSalesQueryVariables, SaleStatus } from './figure.generated';
import { exactParts, type Part } from './identity';
import type { StatisticsFragment } from './statistics.generated';

type Line = NonNullable<FigureSaleFragment['lines']>[number];
type TenderKind = FigureSaleFragment['tenders'][number]['kind'];
/** What a sale adds: money in 1/10,000 of a minor unit, or a number of things. */
type Amount = (sale: FigureSaleFragment) => bigint;

/** Where a figure stands: the server's, right after an event. */
export interface Moments {
	totals: () => Promise<LiveTotalsFragment>;
	statistics: () => Promise<StatisticsFragment>;
	till: (name: string) => Promise<{ sequence: number; saleCount: number; salesTotal: string }>;
}

/** What a figure says, and right after which event. */
export interface Said {
	sequence: number;
	value: bigint;
}

export interface Figure {
	/** As it is called where it was tapped. */
	label: string;
	unit: 'money' | 'count';
	/** Rounded for the screen, the house's part is what the consignors' shares leave. */
	isRest?: boolean;
	filter: FigureSalesQueryVariables['filter'];
	/** What of a sale must be asked for. */
	withLines: boolean;
	withItems: boolean;
	/** Does the sale, as it is now, belong to it? The same as `filter`, for sales that change meanwhile. */
	includes: (sale: FigureSaleFragment) => boolean;
	amount: Amount;
	said: (moments: Moments) => Promise<Said>;
}

/** Makes the figures of a session in one currency. */
export class Figures {
	readonly #currency: string;

	constructor(currency: string) {
		this.#currency = currency;
	}

	/** What consignors and house share. */
	sales(label: string): Figure {
		return this.#total(label, 'money', this.#net, (totals) => this.#exact(totals.salesTotal));
	}

	part(part: Part, label: string): Figure {
		const amount: Record<Part, (sale: FigureSaleFragment) => string> = {
			shares: (sale) => sale.consignorShareTotal,
			house: (sale) => sale.houseCutTotal,
			unattributed: (sale) => sale.unattributedTotal,
			tax: (sale) => sale.taxTotal,
			charges: (sale) => sale.chargesTotal,
			rounding: (sale) => sale.roundingTotal,
		};
		const figure = this.#total(
			label,
			'money',
			(sale) => this.#exact(amount[part](sale)),
			(totals) => exactParts(totals, this.#currency)[part],
		);
		return { ...figure, isRest: part === 'house' };
	}

	/** What was kept; of one kind, or of all. */
	taken(label: string, kind?: TenderKind): Figure {
		const kept = (tenders: FigureSaleFragment['tenders']) =>
			sum(tenders.filter((tender) => !kind || tender.kind === kind).map(({ amount }) => this.#exact(amount)));
		return this.#total(
			label,
			'money',
			({ tenders }) => kept(tenders),
			(totals) => kept(totals.tenderTotals),
		);
	}

	discounts(label: string): Figure {
		return this.#total(
			label,
			'money',
			(sale) => this.#exact(sale.discountTotal),
			(totals) => this.#exact(totals.discountTotal),
		);
	}

	saleCount(label: string): Figure {
		return this.#total(
			label,
			'count',
			() => 1n,
			(totals) => BigInt(totals.saleCount),
		);
	}

	soldCount(label: string): Figure {
		const figure = this.#total(
			label,
			'count',
			(sale) => count(sale, isItem),
			(totals) => BigInt(totals.soldCount),
		);
		return { ...figure, withLines: true, withItems: true };
	}

	voidedCount(label: string): Figure {
		const figure = this.#total(
			label,
			'count',
			() => 1n,
			(totals) => BigInt(totals.voidedCount),
		);
		return { ...figure, filter: { status: ['VOIDED'] }, includes: (sale) => sale.status === 'VOIDED' };
	}

	reviewCount(label: string): Figure {
		const figure = this.#total(
			label,
			'count',
			() => 1n,
			(totals) => BigInt(totals.needsReviewCount),
		);
		return {
			...figure,
			filter: { status: ['RECORDED'], needsReview: true },
			includes: (sale) => stands(sale) && sale.needsReview,
		};
	}

	till(name: string, unit: Figure['unit'], label: string): Figure {
		return {
			...this.#standing(label, unit, unit === 'money' ? this.#net : () => 1n),
			filter: { status: ['RECORDED'], till: name },
			includes: (sale) => stands(sale) && sale.till === name,
			said: async (moments) => {
				const { sequence, saleCount, salesTotal } = await moments.till(name);
				return { sequence, value: unit === 'money' ? this.#exact(salesTotal) : BigInt(saleCount) };
			},
		};
	}

	/** `hour`: when it began. */
	hour(hour: string, label: string): Figure {
		const from = Date.parse(hour);
		const isWithin = (at: string) => Date.parse(at) >= from && Date.parse(at) < from + 3_600_000;
		return {
			...this.#standing(label, 'money', this.#net),
			includes: (sale) => stands(sale) && isWithin(sale.soldAt),
			said: this.#statistics((statistics) =>
				this.#exact(statistics.byHour.find((one) => one.hour === hour)?.salesTotal ?? '0'),
			),
		};
	}

	category(name: string, unit: Figure['unit'], label: string): Figure {
		const isOf = (line: Line) => line.status === 'SOLD' && (line.item?.category ?? '') === name;
		const amount: Amount =
			unit === 'money'
				? (sale) => this.#netOf(sale, isOf)
				: (sale) => count(sale, (line) => isOf(line) && isItem(line));
		return {
			...this.#standing(label, unit, amount),
			withLines: true,
			withItems: true,
			said: this.#statistics((statistics) => {
				const found = statistics.byCategory.find(({ category }) => category === name);
				return unit === 'money' ? this.#exact(found?.salesTotal ?? '0') : BigInt(found?.soldCount ?? 0);
			}),
		};
	}

	/** Items sold whose tag has a price of this band. */
	priceBand(band: { from: string; to?: string | null }, label: string): Figure {
		const from = this.#exact(band.from);
		const to = band.to ? this.#exact(band.to) : null;
		const isIn = (price: Exact) => price >= from && (to === null || price <= to);
		return {
			...this.#standing(label, 'count', (sale) =>
				count(sale, (line) => isItem(line) && isIn(this.#exact(line.item?.price ?? '0'))),
			),
			withLines: true,
			withItems: true,
			said: this.#statistics((statistics) =>
				BigInt(statistics.byPriceBand.find((one) => one.from === band.from)?.soldCount ?? 0),
			),
		};
	}

	readonly #net: Amount = (sale) => this.#exact(sale.consignorShareTotal) + this.#exact(sale.houseCutTotal);

	#netOf(sale: FigureSaleFragment, isOf: (line: Line) => boolean): Exact {
		return sum((sale.lines ?? []).filter(isOf).map(({ net }) => this.#exact(net)));
	}

	#exact(amount: string): Exact {
		return exact(amount, this.#currency);
	}

	#standing(label: string, unit: Figure['unit'], amount: Amount): Omit<Figure, 'said'> {
		const status: SaleStatus[] = ['RECORDED'];
		return { label, unit, filter: { status }, withLines: false, withItems: false, includes: stands, amount };
	}

	#total(
		label: string,
		unit: Figure['unit'],
		amount: Amount,
		of: (totals: LiveTotalsFragment) => bigint,
	): Figure {
		return {
			...this.#standing(label, unit, amount),
			said: async (moments) => {
				const totals = await moments.totals();
				return { sequence: totals.sequence, value: of(totals) };
			},
		};
	}

	#statistics(of: (statistics: StatisticsFragment) => bigint): Figure['said'] {
		return async (moments) => {
			const statistics = await moments.statistics();
			return { sequence: statistics.sequence, value: of(statistics) };
		};
	}
}

function stands(sale: FigureSaleFragment): boolean {
	return sale.status === 'RECORDED';
}

function isItem(line: Line): boolean {
	return line.status === 'SOLD' && line.item != null;
}

function count(sale: FigureSaleFragment, isOf: (line: Line) => boolean): bigint {
	return BigInt((sale.lines ?? []).filter(isOf).length);
}
