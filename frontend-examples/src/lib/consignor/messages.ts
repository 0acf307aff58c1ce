import { catalogue } from '$lib/i18n/catalogue';

/** What a consignor earns. */
export const consignorMessages = catalogue({
	title: { en: 'My earnings', de: 'Mein Erlös' },
	titleOf: { en: 'Earnings of {name}', de: 'Erlös von {name}' },
	number: { en: 'Consignor {number}', de: 'Verkäufer {number}' },
	nothingYet: {
		en: 'There is no sale yet. Once the organizers have taken your items in, they are here.',
		de: 'Es gibt noch keinen Verkauf. Sobald die Veranstalter Ihre Ware angenommen haben, steht sie hier.',
	},
	revoked: {
		en: 'News no longer come in: this device’s token is not valid any more. Sign in with a new one.',
		de: 'Es kommt nichts Neues mehr: Der Zugang dieses Geräts gilt nicht mehr. Bitte mit einem neuen Token anmelden.',
	},
	payout: { en: 'Estimated payout', de: 'Voraussichtliche Auszahlung' },
	payoutFinal: { en: 'Payout', de: 'Auszahlung' },
	estimate: {
		en: 'It moves with every sale, and is final once the sale is settled.',
		de: 'Sie ändert sich mit jedem Verkauf und steht fest, sobald abgerechnet ist.',
	},
	settled: { en: 'Settled', de: 'Abgerechnet' },
	sold: { en: 'Sold', de: 'Verkauft' },
	soldOf: { en: '{sold} of {all}', de: '{sold} von {all}' },
	gross: { en: 'Gross', de: 'Umsatz' },
	share: { en: 'Share', de: 'Anteil' },
	justSold: { en: 'Just sold: {title}, {amount}', de: 'Gerade verkauft: {title}, {amount}' },
	justSoldMany: {
		en: { one: '{count} item was just sold', other: '{count} items were just sold' },
		de: { one: '{count} Teil wurde gerade verkauft', other: '{count} Teile wurden gerade verkauft' },
	},
});

/** How the payout comes about. */
export const payoutMessages = catalogue({
	title: { en: 'How it adds up', de: 'So kommt sie zustande' },
	step: { en: 'Step', de: 'Schritt' },
	amount: { en: 'Amount', de: 'Betrag' },
	tags: {
		en: { one: '{count} sold item, as on the tag', other: '{count} sold items, as on the tags' },
		de: { one: '{count} verkauftes Teil, laut Etikett', other: '{count} verkaufte Teile, laut Etikett' },
	},
	tagsRule: { en: 'The printed price counts.', de: 'Es gilt der aufgedruckte Preis.' },
	discounts: { en: 'Discounts', de: 'Nachlässe' },
	discountsRule: {
		en: 'What the till charged differently from the tag.',
		de: 'Was die Kasse anders als auf dem Etikett berechnet hat.',
	},
	tax: { en: 'Tax contained in the prices', de: 'In den Preisen enthaltene Steuer' },
	taxRule: {
		en: 'It goes to the state and is not shared.',
		de: 'Sie geht an den Staat und wird nicht geteilt.',
	},
	credited: { en: 'Credited by the organizers', de: 'Von den Veranstaltern gutgeschrieben' },
	creditedRule: {
		en: 'Sold without a readable tag, and found to be of this consignor.',
		de: 'Ohne lesbares Etikett verkauft und diesem Verkäufer zugeordnet.',
	},
	gross: { en: 'Gross', de: 'Umsatz' },
	house: { en: 'The organizers’ part, {bps}', de: 'Anteil der Veranstalter, {bps}' },
	houseRule: {
		en: 'The share is {bps}; the organizers keep the rest.',
		de: 'Der Anteil beträgt {bps}; den Rest behalten die Veranstalter.',
	},
	houseRuleBonus: {
		en: 'The share is {base} and bonuses of {bonus}; the organizers keep the rest.',
		de: 'Der Anteil beträgt {base} und Boni von {bonus}; den Rest behalten die Veranstalter.',
	},
	rounding: { en: 'Rounding', de: 'Rundung' },
	roundingRule: {
		en: 'Once, on the whole sum; half a cent goes up. {exact} becomes {amount}.',
		de: 'Einmal auf die ganze Summe; ein halber Cent wird aufgerundet. Aus {exact} wird {amount}.',
	},
	other: { en: 'Other amounts', de: 'Weitere Beträge' },
	otherRule: {
		en: 'The server counts more than these rules say; ask the organizers.',
		de: 'Der Server rechnet mehr ein, als diese Regeln sagen; fragen Sie die Veranstalter.',
	},
	payout: { en: 'Estimated payout', de: 'Voraussichtliche Auszahlung' },
	payoutFinal: { en: 'Payout', de: 'Auszahlung' },
	notYet: { en: 'Not counted yet', de: 'Noch nicht eingerechnet' },
	volunteer: {
		en: 'Volunteers earn {bps} more.',
		de: 'Wer mithilft, bekommt {bps} mehr.',
	},
	super: {
		en: 'Those who work far more earn another {bps}.',
		de: 'Wer sehr viel mithilft, bekommt weitere {bps}.',
	},
	cap: { en: 'No share is above {bps}.', de: 'Kein Anteil ist höher als {bps}.' },
	hours: {
		en: 'The organizers add it at settlement, by the hours worked.',
		de: 'Die Veranstalter rechnen es bei der Abrechnung nach geleisteten Stunden ein.',
	},
});

/** The items. */
export const itemMessages = catalogue({
	title: { en: 'Items', de: 'Ware' },
	search: { en: 'Search', de: 'Suchen' },
	searchHint: { en: 'Title, size or tag', de: 'Bezeichnung, Größe oder Etikett' },
	filter: { en: 'Which items', de: 'Welche Ware' },
	all: { en: 'All', de: 'Alle' },
	sold: { en: 'Sold', de: 'Verkauft' },
	offered: { en: 'On sale', de: 'Im Verkauf' },
	idle: { en: 'Not on sale', de: 'Nicht im Verkauf' },
	transfer: { en: 'Moving to another sale', de: 'Zieht zu einem anderen Verkauf' },
	donate: { en: 'Given away if unsold', de: 'Wird gespendet, wenn unverkauft' },
	onTag: { en: 'Tag: {amount}', de: 'Etikett: {amount}' },
	none: { en: 'There are no items in this sale.', de: 'In diesem Verkauf ist keine Ware.' },
	noneFound: {
		en: 'Nothing matches. Search for less, or choose “All”.',
		de: 'Nichts passt. Suchen Sie nach weniger, oder wählen Sie „Alle“.',
	},
	more: {
		en: { one: 'Show {count} more', other: 'Show {count} more' },
		de: { one: '{count} weiteres zeigen', other: '{count} weitere zeigen' },
	},
});

/** Other sales of the same consignor. */
export const seasonMessages = catalogue({
	title: { en: 'All sales', de: 'Alle Verkäufe' },
	sold: { en: 'Sold', de: 'Verkauft' },
	soldOf: { en: '{sold} of {all}', de: '{sold} von {all}' },
	payout: { en: 'Payout', de: 'Auszahlung' },
	estimated: { en: 'estimated', de: 'voraussichtlich' },
	shown: { en: 'shown', de: 'angezeigt' },
});
