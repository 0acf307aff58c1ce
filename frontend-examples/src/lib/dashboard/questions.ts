/** All that the dashboard asks the API for, about one session. */
import type { Api } from '$lib/graphql';
import { ApiError } from '$lib/graphql';
import {
	FigureSalesByIdDocument,
	FigureSalesDocument,
	FigureTillsDocument,
	FigureTotalsDocument,
	SessionSequenceDocument,
	type FigureSaleFragment,
} from './figure.generated';
import type { Figure } from './figure';
import type { FigureQuestions } from './figureSales.svelte';
import { ReviewQueueDocument } from './review.generated';
import {
	OlderSalesDocument,
	RecentSalesDocument,
	SaleDetailsDocument,
	type SaleDetailsQuery,
} from './sales.generated';
import { SessionStatisticsDocument } from './statistics.generated';

export type SaleDetails = NonNullable<SaleDetailsQuery['sale']>;

/** The server wants every variable of a page to be there. */
const WINDOW = { first: null, after: null, last: null, before: null };

/** Each throws an `ApiError` unless it was answered. */
export function questions(api: Api, id: string) {
	const what = ({ filter, withLines, withItems }: Figure) => ({
		filter: filter ?? null,
		withLines,
		withItems,
	});
	const statistics = async () =>
		found((await api.query(SessionStatisticsDocument, { id })).saleSession).statistics;
	const figures: FigureQuestions = {
		moments: {
			totals: async () => found((await api.query(FigureTotalsDocument, { id })).saleSession).totals,
			statistics,
			till: async (name) => {
				const { tills, totals } = found((await api.query(FigureTillsDocument, { id })).saleSession);
				return { ...found(tills.find((till) => till.name === name)), sequence: totals.sequence };
			},
		},
		page: async (figure, window) =>
			found((await api.query(FigureSalesDocument, { id, ...what(figure), ...WINDOW, ...window })).saleSession)
				.sales,
		byId: async ({ withLines, withItems }, ids) => {
			const { nodes } = await api.query(FigureSalesByIdDocument, { ids, withLines, withItems });
			return nodes.filter(
				(node): node is FigureSaleFragment & { __typename: 'Sale' } => node?.__typename === 'Sale',
			);
		},
		sequence: async () =>
			found((await api.query(SessionSequenceDocument, { id })).saleSession).totals.sequence,
	};
	return {
		figures,
		statistics,
		older: async (before: string | null, last: number) =>
			found((await api.query(OlderSalesDocument, { id, before, last })).saleSession).sales,
		recent: async (before: string | null) =>
			found((await api.query(RecentSalesDocument, { id, before })).saleSession).sales,
		review: async (after: string | null) =>
			found((await api.query(ReviewQueueDocument, { id, after })).saleSession).sales,
		sale: async (saleId: string): Promise<SaleDetails> =>
			found((await api.query(SaleDetailsDocument, { id: saleId })).sale),
	};
}

export type Questions = ReturnType<typeof questions>;

function found<T>(thing: T | null | undefined): T {
	if (thing === null || thing === undefined) throw new ApiError('NOT_FOUND', 'It is gone.');
	return thing;
}
