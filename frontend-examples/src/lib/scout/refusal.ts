/** Why an item is not in the cart, in a sentence that says what to do. */
import type { I18n, Say } from '$lib/i18n';
import type { SaleChannel } from '$lib/graphql/schema.generated';
import type { Refusal } from './line.ts';
import { scoutMessages } from './messages.ts';

/** Times in the event's zone. */
export function explain(refusal: Refusal, i18n: I18n, timeZone: string): string {
	const t = i18n.of(scoutMessages);
	switch (refusal.code) {
		case 'ITEM_SOLD':
			return refusal.sold
				? t('soldAt', {
						at: i18n.time(refusal.sold.at, timeZone),
						where: place(refusal.sold, t),
					})
				: t('soldSomewhere');
		case 'ITEM_PENDING':
			return held(refusal, i18n, timeZone);
		case 'ITEM_NOT_FOUND':
			return t('ITEM_NOT_FOUND');
		case 'ITEM_NOT_IN_SESSION':
			return t('ITEM_NOT_IN_SESSION', { event: refusal.event ?? t('anotherEvent') });
		case 'SESSION_NOT_ACTIVE':
		case 'SESSION_NOT_FOUND':
			return t('SESSION_CLOSED');
		default:
			return t('CART_REFUSED');
	}
}

function held({ hold }: Refusal, i18n: I18n, timeZone: string): string {
	const t = i18n.of(scoutMessages);
	switch (hold?.kind) {
		case 'PAYMENT':
			return t('inPayment');
		case 'PARKED':
			return t('inParked', { where: place(hold, t) });
		case 'CART':
			return t('inCart', { where: place(hold, t), at: i18n.time(hold.expiresAt, timeZone) });
		default:
			return t('inSomeCart');
	}
}

function place(
	{ channel, till }: { channel: SaleChannel; till: string | null },
	t: Say<typeof scoutMessages>,
): string {
	if (channel !== 'POS') return t('webShop');
	return till ? t('till', { till }) : t('someTill');
}
