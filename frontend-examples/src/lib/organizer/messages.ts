import { catalogue } from '$lib/i18n/catalogue';

/** What the organizer's pages say of events and sessions. */
export const organizerMessages = catalogue({
	title: { en: 'Events and sales', de: 'Veranstaltungen und Verkäufe' },
	newEvent: { en: 'New event', de: 'Neue Veranstaltung' },
	noEvents: {
		en: 'There is no event yet. Create the first one: its name, its dates and what consignors get.',
		de: 'Es gibt noch keine Veranstaltung. Legen Sie die erste an: Name, Termin und was die Verkäufer bekommen.',
	},
	older: { en: 'Older events', de: 'Ältere Veranstaltungen' },
	newer: { en: 'Newest events', de: 'Neueste Veranstaltungen' },
	manage: { en: 'Manage', de: 'Verwalten' },
	copy: { en: 'Copy', de: 'Kopieren' },
	copyOf: { en: 'Copy {name}', de: '{name} kopieren' },
	manageOf: { en: 'Manage {name}', de: '{name} verwalten' },
	share: { en: 'Consignors get {share}', de: 'Verkäufer bekommen {share}' },
	period: { en: '{from} to {to}', de: '{from} bis {to}' },
	overview: { en: 'Overview', de: 'Übersicht' },
	items: { en: 'Items', de: 'Artikel' },
	importItems: { en: 'Import', de: 'Import' },
	importItemsTitle: { en: 'Import items', de: 'Artikel importieren' },
	consignors: { en: 'Consignors', de: 'Verkäufer' },
	sections: { en: 'Parts of the event', de: 'Teile der Veranstaltung' },
	allEvents: { en: 'All events', de: 'Alle Veranstaltungen' },
	rules: { en: 'Rules', de: 'Regeln' },
	rulesFixed: {
		en: 'An event’s rules cannot be changed once it is created. Copy it to begin another one with other rules.',
		de: 'Die Regeln einer Veranstaltung stehen fest, sobald sie angelegt ist. Kopieren Sie sie, um mit anderen neu zu beginnen.',
	},
	currency: { en: 'Currency', de: 'Währung' },
	timeZone: { en: 'Time zone', de: 'Zeitzone' },
	startsAt: { en: 'Doors open', de: 'Beginn' },
	endsAt: { en: 'Doors close', de: 'Ende' },
	baseShare: { en: 'Consignor’s share', de: 'Anteil der Verkäufer' },
	volunteerBonus: { en: 'Added for volunteers', de: 'Zuschlag für Helfer' },
	superBonus: { en: 'Added for much volunteering', de: 'Zuschlag für sehr viel Hilfe' },
	maxShare: { en: 'Share at most', de: 'Anteil höchstens' },
	session: { en: 'Sale of {date}', de: 'Verkauf vom {date}' },
	sessions: { en: 'Sales', de: 'Verkäufe' },
	noSession: { en: 'No sale yet', de: 'Noch kein Verkauf' },
	noSessionHint: {
		en: 'Opening the sale locks all items of the event: what stands on their tags can no longer be changed, and tills may sell them.',
		de: 'Mit dem Öffnen sind alle Artikel der Veranstaltung gesperrt: was auf den Etiketten steht, ändert sich nicht mehr, und die Kassen können verkaufen.',
	},
	ACTIVE: { en: 'Selling', de: 'Läuft' },
	COMPLETED: { en: 'Completed', de: 'Beendet' },
	CANCELLED: { en: 'Cancelled', de: 'Abgebrochen' },
	openedAt: { en: 'Opened {at}', de: 'Geöffnet {at}' },
	closedAt: { en: 'closed {at}', de: 'beendet {at}' },
	gross: { en: 'Gross', de: 'Umsatz' },
	sold: { en: 'Items sold', de: 'Verkauft' },
	soldOf: { en: '{sold} of {all}', de: '{sold} von {all}' },
	sellThrough: { en: 'Sell-through', de: 'Abverkauf' },
	sales: { en: 'Sales', de: 'Kassenvorgänge' },
	toReview: { en: 'To review', de: 'Zu klären' },
	dashboard: { en: 'Live dashboard', de: 'Live-Übersicht' },
	// What can be done.
	open: { en: 'Open the sale', de: 'Verkauf öffnen' },
	opened: {
		en: 'The sale is open: tills may sell.',
		de: 'Der Verkauf ist offen: die Kassen können verkaufen.',
	},
	restock: { en: 'Restock', de: 'Nachlegen' },
	withdraw: { en: 'Withdraw', de: 'Herausnehmen' },
	complete: { en: 'Complete the sale', de: 'Verkauf beenden' },
	noItemsYet: {
		en: 'The event has no items to sell yet. Import them first.',
		de: 'Die Veranstaltung hat noch keine Artikel. Importieren Sie sie zuerst.',
	},
	itemsWait: {
		en: 'Items came in that are not in the sale yet. Restock them so that tills may sell them.',
		de: 'Es sind Artikel da, die noch nicht im Verkauf sind. Legen Sie sie nach, damit die Kassen sie verkaufen können.',
	},
	// Refusals.
	ALREADY_ACTIVE: {
		en: 'This event sells already. The page now shows the sale.',
		de: 'Diese Veranstaltung verkauft schon. Die Seite zeigt den Verkauf jetzt.',
	},
	NO_ITEMS: {
		en: 'The event has no items that are free to sell. Import items first.',
		de: 'Die Veranstaltung hat keine freien Artikel. Importieren Sie zuerst welche.',
	},
	EVENT_NOT_FOUND: {
		en: 'There is no such event any more. Go back to the list of events.',
		de: 'Diese Veranstaltung gibt es nicht mehr. Gehen Sie zurück zur Liste.',
	},
	SESSION_NOT_FOUND: {
		en: 'There is no such sale any more. Reload the page.',
		de: 'Diesen Verkauf gibt es nicht mehr. Laden Sie die Seite neu.',
	},
	SESSION_NOT_ACTIVE: {
		en: 'The sale has ended already. Reload the page.',
		de: 'Der Verkauf ist schon beendet. Laden Sie die Seite neu.',
	},
	IDEMPOTENCY_KEY_MISMATCH: {
		en: 'Something else was sent under the same mark. Nothing was done; press once more.',
		de: 'Unter demselben Kennzeichen wurde etwas anderes gesendet. Es ist nichts geschehen; drücken Sie noch einmal.',
	},
	// No answer.
	noAnswer: {
		en: 'The server did not answer, so it is not known whether this was done. Press again: it is done once, however often you press.',
		de: 'Der Server hat nicht geantwortet; ob es geschehen ist, weiß man nicht. Drücken Sie noch einmal: es geschieht nur einmal, sooft Sie auch drücken.',
	},
	noRight: {
		en: 'Your token does not allow this any more. Sign in again; what you typed stays here in the meantime.',
		de: 'Ihr Token erlaubt das nicht mehr. Melden Sie sich neu an; was Sie getippt haben, bleibt so lange hier.',
	},
	noGood: {
		en: 'The server could not do this. Nothing was changed; try again, and tell who runs the server if it stays.',
		de: 'Der Server konnte das nicht. Es wurde nichts geändert; versuchen Sie es noch einmal, und sagen Sie es sonst dem Betreiber.',
	},
});
