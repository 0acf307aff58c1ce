import { catalogue } from '$lib/i18n/catalogue';

/** What a tag leads to. */
export const tagMessages = catalogue({
	lookUp: { en: 'Look up a tag', de: 'Etikett nachsehen' },
	lookUpLead: {
		en: 'Type the ten digits below the tag’s code, or scan the code with your phone’s camera.',
		de: 'Tippen Sie die zehn Ziffern unter dem Code des Etiketts ein, oder scannen Sie ihn mit der Handykamera.',
	},
	tag: { en: 'Tag', de: 'Etikett' },
	tagHint: { en: 'Ten digits, such as 00417-0023-0', de: 'Zehn Ziffern, etwa 00417-0023-0' },
	show: { en: 'Show', de: 'Zeigen' },
	price: { en: 'Price', de: 'Preis' },
	here: { en: 'Still here', de: 'Noch da' },
	hereSays: {
		en: 'It is on the floor. Take it to a till.',
		de: 'Es liegt aus. Bringen Sie es zu einer Kasse.',
	},
	inCart: { en: 'In somebody’s cart', de: 'In einem Warenkorb' },
	inCartSays: {
		en: 'Somebody is about to buy it. If they do not, it is for sale again.',
		de: 'Jemand ist dabei, es zu kaufen. Wenn nicht, ist es wieder zu haben.',
	},
	sold: { en: 'Sold', de: 'Verkauft' },
	soldSays: { en: 'It has found a new home.', de: 'Es hat ein neues Zuhause gefunden.' },
	idle: { en: 'Not on sale now', de: 'Zurzeit nicht im Verkauf' },
	idleBefore: { en: 'The sale begins on {at}.', de: 'Der Verkauf beginnt am {at}.' },
	idleNow: {
		en: 'The tills are closed at the moment, or it is not on the floor.',
		de: 'Die Kassen sind gerade geschlossen, oder es liegt nicht aus.',
	},
	idleAfter: { en: 'The sale ended on {at}.', de: 'Der Verkauf endete am {at}.' },
	asOf: { en: 'As of {at}', de: 'Stand {at}' },
	again: { en: 'Look again', de: 'Noch einmal nachsehen' },
	category: { en: 'Category', de: 'Kategorie' },
	size: { en: 'Size', de: 'Größe' },
	sale: { en: 'Sale', de: 'Verkauf' },
	yourEarnings: { en: 'All my items', de: 'Meine ganze Ware' },
});

/** What its consignor and staff see beside. */
export const detailMessages = catalogue({
	timeline: { en: 'What happened', de: 'Was geschah' },
	described: { en: 'Entered', de: 'Erfasst' },
	changed: { en: 'Last changed (version {count})', de: 'Zuletzt geändert (Fassung {count})' },
	begins: { en: 'Sale begins', de: 'Verkauf beginnt' },
	began: { en: 'Sale began', de: 'Verkauf begann' },
	held: { en: 'Kept in a cart until then', de: 'Bis dahin in einem Warenkorb' },
	heldAt: { en: 'Kept at till {till} until then', de: 'Bis dahin an Kasse {till} reserviert' },
	sold: { en: 'Sold for {amount}', de: 'Verkauft für {amount}' },
	soldAt: { en: 'Sold at till {till} for {amount}', de: 'An Kasse {till} verkauft für {amount}' },
	soldOnline: { en: 'Sold online for {amount}', de: 'Online verkauft für {amount}' },
	soldShare: {
		en: 'Share as known at the sale: {amount}. What counts is the share at settlement.',
		de: 'Anteil nach dem Stand beim Verkauf: {amount}. Es zählt der Anteil bei der Abrechnung.',
	},
	soldOther: { en: 'The tag said {amount}.', de: 'Auf dem Etikett stand {amount}.' },
	ends: { en: 'Sale ends', de: 'Verkauf endet' },
	ended: { en: 'Sale ended, unsold', de: 'Verkauf beendet, unverkauft' },
	staff: { en: 'For staff', de: 'Für das Team' },
	consignor: { en: 'Consignor', de: 'Verkäufer' },
	discountable: { en: 'Discount day', de: 'Rabatttag' },
	discountableYes: { en: 'May be reduced', de: 'Darf reduziert werden' },
	discountableNo: { en: 'Full price only', de: 'Nur zum vollen Preis' },
	donate: { en: 'If it stays unsold', de: 'Wenn es übrig bleibt' },
	donateYes: { en: 'Give it away', de: 'Spenden' },
	donateNo: { en: 'Back to the consignor', de: 'Zurück an den Verkäufer' },
	earnings: { en: 'Earnings of this consignor', de: 'Erlös dieses Verkäufers' },
});

/** Why a tag leads nowhere, and what to do. */
export const tagErrorMessages = catalogue({
	malformedTitle: { en: 'That is no tag', de: 'Das ist kein Etikett' },
	malformed: {
		en: 'A tag has ten digits, such as 00417-0023-0. Type them again, or scan the code once more.',
		de: 'Ein Etikett hat zehn Ziffern, etwa 00417-0023-0. Tippen Sie sie noch einmal, oder scannen Sie den Code erneut.',
	},
	unknownTitle: { en: 'Nobody knows this tag here', de: 'Dieses Etikett kennt hier niemand' },
	unknown: {
		en: 'One digit may be wrong, or it belongs to another sale. Compare it with the tag, or ask at a till.',
		de: 'Vielleicht ist eine Ziffer falsch, oder es gehört zu einem anderen Verkauf. Vergleichen Sie es mit dem Etikett, oder fragen Sie an einer Kasse.',
	},
	closedTitle: { en: 'Sign in to look tags up', de: 'Zum Nachsehen bitte anmelden' },
	closed: {
		en: 'At this sale tags are shown to those who are signed in. Sign in, or ask at a till.',
		de: 'Bei diesem Verkauf sehen nur Angemeldete Etiketten nach. Melden Sie sich an, oder fragen Sie an einer Kasse.',
	},
	unreachableTitle: { en: 'The server does not answer', de: 'Der Server antwortet nicht' },
	unreachable: {
		en: 'Nobody can say now whether it is still here. Try again in a moment.',
		de: 'Gerade kann niemand sagen, ob es noch da ist. Versuchen Sie es gleich noch einmal.',
	},
});
