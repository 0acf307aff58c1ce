/** How a payout comes about, line by line: what is shown adds up to what the server says, to the last decimal place. */
import { fine, minor, round, share as shareOf, sum, type Exact, type Minor } from '$lib/money';
import type { LiveEarningsFragment } from '$lib/live/earnings.generated';
import type { SheetEventFragment, SheetItemFragment } from './sheet.generated';

/** A step to the gross, in minor units. */
export interface GrossLine {
	/**
	 * `tags`: prices printed on the sold tags. `discounts`: taken off, or charged more. `tax`: contained in the prices, nobody's
	 * to share. `credited`: by the organizers, for things sold without a readable tag.
	 */
	kind: 'tags' | 'discounts' | 'tax' | 'credited';
	amount: Minor;
}

/** A step from the gross to the payout, in 1/10,000 of a minor unit. */
export interface ShareLine {
	/** `other`: what the server's figure has beyond these rules; nothing today. */
	kind: 'house' | 'rounding' | 'other';
	amount: Exact;
}

export interface Payout {
	/** Empty while the items on the page are of another moment than the figures. */
	grossLines: readonly GrossLine[];
	gross: Minor;
	baseShareBps: number;
	/** What is added to the base share today. */
	bonusBps: number;
	shareBps: number;
	/** `gross` less the house's part, before it is rounded. */
	share: Exact;
	shareLines: readonly ShareLine[];
	/** As the server says. */
	payout: Minor;
}

type Figures = Pick<LiveEarningsFragment, 'soldCount' | 'grossSales' | 'estimatedPayout' | 'shareBps'>;
type SoldItem = Pick<SheetItemFragment, 'sold'>;

/** Explains the server's figures. */
export function explain(
	figures: Figures,
	items: readonly SoldItem[],
	event: Pick<SheetEventFragment, 'currency' | 'rates'>,
): Payout {
	const { currency, rates } = event;
	const gross = minor(figures.grossSales, currency);
	const payout = minor(figures.estimatedPayout, currency);
	const share = shareOf(gross, figures.shareBps);
	const house = fine(gross) - share;
	const rest = fine(payout) - share;
	// Rounding alone moves it by less than one.
	const isRounding = round(share) === payout;
	return {
		grossLines: grossLines(figures, items, gross, currency),
		gross,
		baseShareBps: rates.baseShareBps,
		bonusBps: figures.shareBps - rates.baseShareBps,
		shareBps: figures.shareBps,
		share,
		shareLines: [
			{ kind: 'house', amount: -house },
			...(rest === 0n ? [] : [{ kind: isRounding ? 'rounding' : 'other', amount: rest } as const]),
		],
		payout,
	};
}

function grossLines(
	figures: Figures,
	items: readonly SoldItem[],
	gross: Minor,
	currency: string,
): GrossLine[] {
	const sold = items.flatMap((item) => item.sold ?? []);
	if (sold.length !== figures.soldCount) return [];
	const amounts = (field: 'price' | 'discount' | 'net') =>
		sum(sold.map((line) => minor(line[field], currency)));
	const [tags, discounts, net] = [amounts('price'), amounts('discount'), amounts('net')];
	const lines: GrossLine[] = [
		{ kind: 'tags', amount: tags },
		{ kind: 'discounts', amount: -discounts },
		{ kind: 'tax', amount: net - tags + discounts },
		{ kind: 'credited', amount: gross - net },
	];
	return lines.filter((line) => line.kind === 'tags' || line.amount !== 0n);
}
