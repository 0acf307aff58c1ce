import { catalogue } from '$lib/i18n/catalogue';

/** Restocking, withdrawing and completing. */
export const actionMessages = catalogue({
	tags: { en: 'Tags', de: 'Etiketten' },
	tagsHint: {
		en: 'Scan, type or paste them, one a line, as on the tag: 00417-0023-0.',
		de: 'Scannen, tippen oder einfügen, eines je Zeile, wie auf dem Etikett: 00417-0023-0.',
	},
	tagsMissing: { en: 'Enter at least one tag.', de: 'Geben Sie mindestens ein Etikett ein.' },
	reason: { en: 'Reason', de: 'Grund' },
	reasonHint: {
		en: 'For example: recalled, or mispriced. It is kept with the sale.',
		de: 'Zum Beispiel: Rückruf, oder falsch ausgezeichnet. Er bleibt beim Verkauf stehen.',
	},
	reasonMissing: { en: 'Say why, in a word or two.', de: 'Sagen Sie in ein, zwei Worten, warum.' },
	restockLead: {
		en: 'Takes items that came in during the sale into it. Their tags are then fixed, and tills may sell them.',
		de: 'Nimmt Artikel auf, die während des Verkaufs gekommen sind. Ihre Etiketten stehen dann fest, und die Kassen können sie verkaufen.',
	},
	withdrawLead: {
		en: 'Takes items out of the sale. Tills then refuse them, and their tags can be changed again.',
		de: 'Nimmt Artikel aus dem Verkauf. Die Kassen lehnen sie dann ab, und ihre Etiketten lassen sich wieder ändern.',
	},
	allFree: { en: 'Enter all that wait', de: 'Alle wartenden eintragen' },
	noneFree: { en: 'No item waits: all are in the sale.', de: 'Kein Artikel wartet: alle sind im Verkauf.' },
	freeFound: {
		en: { one: '1 item waits.', other: '{count} items wait.' },
		de: { one: '1 Artikel wartet.', other: '{count} Artikel warten.' },
	},
	refused: {
		en: {
			one: 'Nothing was changed: 1 tag is in the way.',
			other: 'Nothing was changed: {count} tags are in the way.',
		},
		de: {
			one: 'Nichts wurde geändert: 1 Etikett steht im Weg.',
			other: 'Nichts wurde geändert: {count} Etiketten stehen im Weg.',
		},
	},
	refusedPartly: {
		en: 'The first {done} are done; they no longer stand in the field.',
		de: 'Die ersten {done} sind fertig; sie stehen nicht mehr im Feld.',
	},
	leaveOut: { en: 'Leave them out', de: 'Diese weglassen' },
	restocked: {
		en: { one: '1 item is now in the sale.', other: '{count} items are now in the sale.' },
		de: { one: '1 Artikel ist jetzt im Verkauf.', other: '{count} Artikel sind jetzt im Verkauf.' },
	},
	withdrawn: {
		en: { one: '1 item was taken out of the sale.', other: '{count} items were taken out of the sale.' },
		de: {
			one: '1 Artikel ist aus dem Verkauf genommen.',
			other: '{count} Artikel sind aus dem Verkauf genommen.',
		},
	},
	ITEM_NOT_FOUND: { en: 'no such item in this event', de: 'kein solcher Artikel in dieser Veranstaltung' },
	ITEM_LOCKED: { en: 'is in the sale already', de: 'ist schon im Verkauf' },
	ITEM_SOLD: { en: 'is sold', de: 'ist verkauft' },
	ITEM_NOT_IN_SESSION: { en: 'is not in this sale', de: 'ist nicht in diesem Verkauf' },
	ITEM_PENDING: {
		en: 'lies in a cart; wait until it is sold or put back',
		de: 'liegt in einem Korb; warten Sie, bis er verkauft oder zurückgelegt ist',
	},
	TOO_MANY_ITEMS: { en: 'too many at once', de: 'zu viele auf einmal' },
	// Completing.
	completeLead: {
		en: 'Sold items stay sold, the others are free again. A completed sale cannot be opened again.',
		de: 'Verkauftes bleibt verkauft, alles andere ist wieder frei. Ein beendeter Verkauf lässt sich nicht wieder öffnen.',
	},
	looking: { en: 'Asking the tills …', de: 'Frage die Kassen …' },
	allIn: {
		en: 'No till that reports has sales waiting.',
		de: 'Keine Kasse, die sich meldet, hat noch wartende Verkäufe.',
	},
	noTills: {
		en: 'No till has sold or reported in this sale.',
		de: 'In diesem Verkauf hat noch keine Kasse verkauft oder sich gemeldet.',
	},
	waiting: {
		en: 'Tills have sales that the server does not know yet. Completed now, these arrive late and each waits for a decision. Bring the tills online first.',
		de: 'Kassen haben Verkäufe, die der Server noch nicht kennt. Beenden Sie jetzt, kommen sie zu spät und jeder muss einzeln entschieden werden. Bringen Sie diese Kassen zuerst ins Netz.',
	},
	waits: {
		en: {
			one: '{till}: 1 sale waiting since {at}',
			other: '{till}: {count} sales waiting, the oldest since {at}',
		},
		de: {
			one: '{till}: 1 Verkauf wartet seit {at}',
			other: '{till}: {count} Verkäufe warten, der älteste seit {at}',
		},
	},
	waitsUnknown: {
		en: { one: '{till}: 1 sale waiting', other: '{till}: {count} sales waiting' },
		de: { one: '{till}: 1 Verkauf wartet', other: '{till}: {count} Verkäufe warten' },
	},
	silent: {
		en: 'These tills do not answer and may have sales that nobody knows of. Look at them before you complete.',
		de: 'Diese Kassen melden sich nicht und haben vielleicht Verkäufe, von denen niemand weiß. Sehen Sie nach, bevor Sie beenden.',
	},
	silentSince: { en: '{till}: silent since {at}', de: '{till}: still seit {at}' },
	silentEver: { en: '{till}: silent', de: '{till}: still' },
	stalled: { en: 'stalled', de: 'stockt' },
	offline: { en: 'offline', de: 'offline' },
	left: {
		en: {
			one: '1 item is unsold and free again afterwards.',
			other: '{count} items are unsold and free again afterwards.',
		},
		de: {
			one: '1 Artikel ist unverkauft und danach wieder frei.',
			other: '{count} Artikel sind unverkauft und danach wieder frei.',
		},
	},
	inCarts: {
		en: { one: '1 item lies in a cart right now.', other: '{count} items lie in carts right now.' },
		de: { one: '1 Artikel liegt gerade in einem Korb.', other: '{count} Artikel liegen gerade in Körben.' },
	},
	toReview: {
		en: {
			one: '1 sale waits for a review; that can be decided afterwards too.',
			other: '{count} sales wait for a review; that can be decided afterwards too.',
		},
		de: {
			one: '1 Kassenvorgang ist zu klären; das geht auch danach noch.',
			other: '{count} Kassenvorgänge sind zu klären; das geht auch danach noch.',
		},
	},
	complete: { en: 'Complete', de: 'Beenden' },
	completeAnyway: { en: 'Complete all the same', de: 'Trotzdem beenden' },
	completed: { en: 'The sale is completed.', de: 'Der Verkauf ist beendet.' },
	tillsUnknown: {
		en: 'The tills cannot be asked right now, so nobody knows whether sales wait.',
		de: 'Die Kassen lassen sich gerade nicht fragen; ob Verkäufe warten, weiß niemand.',
	},
});
