import { catalogue } from '$lib/i18n/catalogue';

/** What the queue scout's page says. */
export const scoutMessages = catalogue({
	title: { en: 'Queue scout', de: 'Vorab scannen' },
	lead: {
		en: 'Scan a basket in the queue, park it, and let the till scan your code.',
		de: 'Einen Korb in der Schlange scannen, parken, und die Kasse scannt Ihren Code.',
	},
	noSale: { en: 'No sale is open', de: 'Kein Verkauf ist offen' },
	noSaleHint: {
		en: 'Ask an organizer to open the doors, then load this page again.',
		de: 'Bitten Sie die Veranstalter, die Türen zu öffnen, und laden Sie die Seite dann neu.',
	},
	sale: { en: 'Sale', de: 'Verkauf' },
	reload: { en: 'Load again', de: 'Neu laden' },
	tag: { en: 'Tag', de: 'Etikett' },
	tagHint: {
		en: 'Scan it, or type the ten digits and press Enter.',
		de: 'Scannen, oder die zehn Ziffern tippen und Enter drücken.',
	},
	add: { en: 'Add', de: 'Dazu' },
	camera: { en: 'Scan with the camera', de: 'Mit der Kamera scannen' },
	basket: { en: 'Basket', de: 'Korb' },
	empty: { en: 'Nothing scanned yet.', de: 'Noch nichts gescannt.' },
	count: {
		en: { one: '{count} item', other: '{count} items' },
		de: { one: '{count} Artikel', other: '{count} Artikel' },
	},
	unpriced: {
		en: {
			one: 'and {count} whose price is not known yet',
			other: 'and {count} whose prices are not known yet',
		},
		de: { one: 'und {count} mit noch unbekanntem Preis', other: 'und {count} mit noch unbekannten Preisen' },
	},
	remove: { en: 'Take {what} out', de: '{what} herausnehmen' },
	held: { en: 'Held', de: 'Reserviert' },
	waiting: { en: 'Waiting', de: 'Wartet' },
	refused: { en: 'Not in the cart', de: 'Nicht im Korb' },
	emptyBasket: { en: 'Empty the basket', de: 'Korb leeren' },
	emptySure: {
		en: 'All items go back on sale. Put them back on the racks, or give the shopper’s basket a new scan.',
		de: 'Alle Artikel sind wieder im Verkauf. Hängen Sie sie zurück, oder scannen Sie den Korb neu.',
	},

	// What came of a scan.
	twice: {
		en: '{tag} is in the basket already; it was not added again.',
		de: '{tag} ist schon im Korb; es wurde nicht noch einmal aufgenommen.',
	},
	full: {
		en: 'A basket holds {count} items. Park this one, and go on with the next.',
		de: 'Ein Korb fasst {count} Artikel. Parken Sie diesen und machen Sie mit dem nächsten weiter.',
	},
	EMPTY: { en: 'Nothing was read. Scan again.', de: 'Es wurde nichts gelesen. Bitte noch einmal scannen.' },
	TOO_LONG: {
		en: 'That is far too long for a tag: “{raw}”. Scan only the tag’s code.',
		de: 'Das ist viel zu lang für ein Etikett: „{raw}“. Bitte nur den Code des Etiketts scannen.',
	},
	NOT_A_TAG: {
		en: '“{raw}” is no tag: it has ten digits, and the last one checks the others. Scan again, or leave the item on top for the till.',
		de: '„{raw}“ ist kein Etikett: es hat zehn Ziffern, und die letzte prüft die anderen. Noch einmal scannen, oder den Artikel obenauf für die Kasse legen.',
	},
	cartScanned: {
		en: 'That is the code of a parked basket. A till takes it; here only tags are scanned.',
		de: 'Das ist der Code eines geparkten Korbs. Den nimmt eine Kasse; hier werden nur Etiketten gescannt.',
	},

	// How it stands with the server.
	away: {
		en: {
			one: 'No network. {count} change is kept here and goes on by itself; keep scanning.',
			other: 'No network. {count} changes are kept here and go on by themselves; keep scanning.',
		},
		de: {
			one: 'Kein Netz. {count} Änderung ist hier aufgehoben und geht von selbst weiter; scannen Sie ruhig weiter.',
			other:
				'Kein Netz. {count} Änderungen sind hier aufgehoben und gehen von selbst weiter; scannen Sie ruhig weiter.',
		},
	},
	signedOut: {
		en: 'This phone’s token is no longer valid. The basket stays here: sign in with a new one, and it goes on.',
		de: 'Der Zugang dieses Telefons gilt nicht mehr. Der Korb bleibt hier: mit einem neuen Token anmelden, dann geht es weiter.',
	},
	signIn: { en: 'Sign in', de: 'Anmelden' },
	fault: {
		en: 'The server could not take it; the mistake is not yours. The basket stays here and is sent again.',
		de: 'Der Server konnte es nicht annehmen; der Fehler liegt nicht bei Ihnen. Der Korb bleibt hier und wird noch einmal gesendet.',
	},
	notKept: {
		en: 'This browser stores nothing (private window, or no space left). Do not reload or close the page before the basket is parked.',
		de: 'Dieser Browser speichert nichts (privates Fenster oder kein Platz). Die Seite nicht neu laden oder schließen, bevor der Korb geparkt ist.',
	},
	otherTab: {
		en: 'The basket is open in another tab of this device. Go on there, or take it here.',
		de: 'Der Korb ist in einem anderen Tab dieses Geräts offen. Machen Sie dort weiter, oder holen Sie ihn hierher.',
	},
	takeHere: { en: 'Take it here', de: 'Hierher holen' },

	// Parking.
	park: { en: 'Park for the till', de: 'Für die Kasse parken' },
	parkTitle: { en: 'Park this basket', de: 'Diesen Korb parken' },
	note: { en: 'Note for the till (optional)', de: 'Notiz für die Kasse (freiwillig)' },
	noteHint: {
		en: 'For example: red pram, third in the queue',
		de: 'Zum Beispiel: roter Kinderwagen, Dritte in der Schlange',
	},
	parkNow: { en: 'Park', de: 'Parken' },
	parking: { en: 'Parking …', de: 'Wird geparkt …' },
	parkingAway: {
		en: 'The basket is parked as soon as the network is back. Until then no till can take it.',
		de: 'Der Korb wird geparkt, sobald das Netz wieder da ist. Bis dahin kann ihn keine Kasse übernehmen.',
	},
	leftOut: {
		en: {
			one: '{count} item was refused and is not in the cart. Take it out of the basket, and say so.',
			other: '{count} items were refused and are not in the cart. Take them out of the basket, and say so.',
		},
		de: {
			one: '{count} Artikel wurde abgelehnt und ist nicht dabei. Nehmen Sie ihn aus dem Korb, und sagen Sie es.',
			other:
				'{count} Artikel wurden abgelehnt und sind nicht dabei. Nehmen Sie sie aus dem Korb, und sagen Sie es.',
		},
	},
	parkEMPTY: {
		en: 'Nothing of this basket is held any more, perhaps since a till has it. Scan the items again if they are still here.',
		de: 'Von diesem Korb ist nichts mehr reserviert, vielleicht hat ihn schon eine Kasse. Scannen Sie die Artikel neu, wenn sie noch da sind.',
	},
	parkCLOSED: {
		en: 'The sale is closed: nothing can be parked. Ask an organizer.',
		de: 'Der Verkauf ist geschlossen: nichts kann geparkt werden. Fragen Sie die Veranstalter.',
	},
	parkINVALID: {
		en: 'The server does not take this basket. Go to the till with it, and scan it there.',
		de: 'Der Server nimmt diesen Korb nicht an. Gehen Sie damit zur Kasse, und scannen Sie ihn dort.',
	},
	parked: { en: 'Parked', de: 'Geparkt' },
	show: {
		en: 'Show this code to the till. Any tag of the basket does, too.',
		de: 'Zeigen Sie der Kasse diesen Code. Auch jedes Etikett aus dem Korb geht.',
	},
	codeOf: { en: 'Code of the parked basket {name}', de: 'Code des geparkten Korbs {name}' },
	taken: { en: 'Till {till} has taken it over.', de: 'Kasse {till} hat ihn übernommen.' },
	takenSomewhere: { en: 'A till has taken it over.', de: 'Eine Kasse hat ihn übernommen.' },
	gone: {
		en: 'It is no longer parked: it was released, or the day has ended.',
		de: 'Er ist nicht mehr geparkt: er wurde freigegeben, oder der Tag ist zu Ende.',
	},
	next: { en: 'Next basket', de: 'Nächster Korb' },
	addMore: { en: 'Scan more into it', de: 'Weiter hinein scannen' },

	// This phone.
	scout: { en: 'Name of this phone', de: 'Name dieses Telefons' },
	scoutHint: { en: 'So tills see who holds an item.', de: 'So sehen Kassen, wer einen Artikel hat.' },

	// Why an item is refused.
	soldAt: {
		en: 'Sold at {at} at {where}. It cannot be sold twice: take it out of the basket, and bring it to the organizers.',
		de: 'Um {at} an {where} verkauft. Zweimal geht nicht: aus dem Korb nehmen und zu den Veranstaltern bringen.',
	},
	soldSomewhere: {
		en: 'Sold already. It cannot be sold twice: take it out of the basket, and bring it to the organizers.',
		de: 'Schon verkauft. Zweimal geht nicht: aus dem Korb nehmen und zu den Veranstaltern bringen.',
	},
	inCart: {
		en: 'In the cart of {where} until {at}. Ask there; once it is released, scan it again.',
		de: 'Im Korb von {where} bis {at}. Fragen Sie dort; ist es frei, noch einmal scannen.',
	},
	inParked: {
		en: 'In a basket that {where} has parked. The till takes it over by scanning this tag.',
		de: 'In einem Korb, den {where} geparkt hat. Die Kasse übernimmt ihn, wenn sie dieses Etikett scannt.',
	},
	inPayment: {
		en: 'Being paid in the web shop right now. Keep it back, and scan it again in a few minutes.',
		de: 'Wird gerade im Webshop bezahlt. Zurücklegen, und in ein paar Minuten noch einmal scannen.',
	},
	inSomeCart: {
		en: 'In somebody else’s cart. Once it is released, scan it again.',
		de: 'In einem anderen Korb. Ist es frei, noch einmal scannen.',
	},
	ITEM_NOT_FOUND: {
		en: 'No item has this tag. Compare the digits; if they are right, leave it on top: the till sells it as unknown.',
		de: 'Kein Artikel hat dieses Etikett. Ziffern vergleichen; stimmen sie, obenauf legen: die Kasse verkauft ihn als unbekannt.',
	},
	ITEM_NOT_IN_SESSION: {
		en: 'Not for sale here: it belongs to {event}. Take it out of the basket, and bring it to the organizers.',
		de: 'Hier nicht zu verkaufen: gehört zu {event}. Aus dem Korb nehmen und zu den Veranstaltern bringen.',
	},
	SESSION_CLOSED: {
		en: 'The sale is closed. Ask an organizer.',
		de: 'Der Verkauf ist geschlossen. Fragen Sie die Veranstalter.',
	},
	CART_REFUSED: {
		en: 'The server does not take it into this cart. Leave it on top for the till.',
		de: 'Der Server nimmt es nicht in diesen Korb. Obenauf für die Kasse legen.',
	},
	webShop: { en: 'the web shop', de: 'dem Webshop' },
	till: { en: 'till {till}', de: 'Kasse {till}' },
	someTill: { en: 'a till', de: 'einer Kasse' },
	anotherEvent: { en: 'another event', de: 'einer anderen Veranstaltung' },
});
