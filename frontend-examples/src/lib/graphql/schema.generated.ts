export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: string; output: string; }
  ExactMoney: { input: string; output: string; }
  Money: { input: string; output: string; }
};

/** Why a cart was not parked. */
export type CartParkErrorCode =
  | 'CART_EMPTY'
  | 'INVALID_CART'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** A cart to set aside. */
export type CartParkInput = {
  /** Its name. */
  cart: Scalars['String']['input'];
  /** For whoever takes it. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The till, or the helper's phone, that does. */
  till: Scalars['String']['input'];
};

/** Why a cart was not taken. */
export type CartTakeErrorCode =
  | 'CART_NOT_FOUND'
  | 'INVALID_CART'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** Exactly one of `cart` and `tag`. */
export type CartTakeInput = {
  /** The parked cart's name. */
  cart?: InputMaybe<Scalars['String']['input']>;
  /** The cart that its items go to; it may be the same. */
  into: Scalars['String']['input'];
  /** Any item in it. */
  tag?: InputMaybe<Scalars['String']['input']>;
  /** The till that does. */
  till: Scalars['String']['input'];
};

/** Basis points, 0 to 10000 each. */
export type CommissionRatesInput = {
  /** Everybody's. */
  baseShareBps: Scalars['Int']['input'];
  /** No share is above it. */
  maxShareBps?: Scalars['Int']['input'];
  /** Added for those who worked far more. */
  superBonusBps?: Scalars['Int']['input'];
  /** Added for those who worked the hours of a volunteer. */
  volunteerBonusBps?: Scalars['Int']['input'];
};

/** Why a consignor was not added. */
export type ConsignorAddErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_NAME'
  | 'INVALID_NUMBER'
  | 'NUMBER_TAKEN';

/** A new consignor. */
export type ConsignorAddInput = {
  /** 1 to 200 characters. Organizers and the consignor see it. */
  displayName: Scalars['String']['input'];
  /** 1-99999; without it the next free one is given. */
  number?: InputMaybe<Scalars['Int']['input']>;
};

/** What an event counts in. ISO 4217. */
export type CurrencyCode =
  | 'AUD'
  | 'CAD'
  | 'CHF'
  | 'DKK'
  | 'EUR'
  | 'GBP'
  | 'NOK'
  | 'NZD'
  | 'SEK'
  | 'USD';

/** What an item is held for. */
export type HoldKind =
  /** It lies in a cart. */
  | 'CART'
  /** The cart waits aside. */
  | 'PARKED'
  /** It is being paid. */
  | 'PAYMENT';

/**
 * Who may change an item: MODIFIABLE -> LOCKED (for all of a session) -> SOLD or MODIFIABLE again; TRANSFER to another
 * event.
 */
export type InventoryState =
  | 'LOCKED'
  | 'MODIFIABLE'
  | 'SOLD'
  | 'TRANSFER';

/** Which items are wanted. Fields left out do not narrow. */
export type ItemFilter = {
  /** By category. */
  category?: InputMaybe<Array<Scalars['String']['input']>>;
  /** By who may change them. */
  inventoryState?: InputMaybe<Array<InventoryState>>;
  /** By where they stand in a running session. */
  saleStatus?: InputMaybe<Array<ItemSaleStatus>>;
};

/** An item to take in. */
export type ItemInput = {
  /** 1 to 200 characters. */
  category: Scalars['String']['input'];
  /** 1-99999. */
  consignorNumber: Scalars['Int']['input'];
  /** May the price be reduced on a discount day? */
  discountable?: Scalars['Boolean']['input'];
  /** Give it away if it stays unsold? */
  donate?: Scalars['Boolean']['input'];
  /** Printed on the tag; more than 0.00. */
  price: Scalars['Money']['input'];
  /** The importer's own row name; unique per consignor and event. */
  ref?: InputMaybe<Scalars['String']['input']>;
  /** Up to 200 characters. */
  size?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 200 characters. */
  title: Scalars['String']['input'];
};

/** Where an item stands in the running session. */
export type ItemSaleStatus =
  /** On the floor. */
  | 'AVAILABLE'
  /** In somebody's cart. */
  | 'PENDING'
  /** Sold. */
  | 'SOLD';

/** Why an item was not changed. */
export type ItemUpdateErrorCode =
  | 'INVALID_PRICE'
  | 'INVALID_TEXT'
  | 'ITEM_LOCKED'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_SOLD'
  | 'VERSION_CONFLICT';

/** What changes; fields left out stay. `size: null` takes the size away. */
export type ItemUpdateInput = {
  /** 1 to 200 characters. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** May the price be reduced on a discount day? */
  discountable?: InputMaybe<Scalars['Boolean']['input']>;
  /** Give it away if it stays unsold? */
  donate?: InputMaybe<Scalars['Boolean']['input']>;
  /** Printed on the tag, which must be printed anew; more than 0.00. */
  price?: InputMaybe<Scalars['Money']['input']>;
  /** Up to 200 characters. */
  size?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 200 characters. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** Why items were not taken in. */
export type ItemsAddErrorCode =
  | 'CONSIGNOR_FULL'
  | 'CONSIGNOR_NOT_FOUND'
  | 'EVENT_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_PRICE'
  | 'INVALID_TEXT'
  | 'NO_ITEMS'
  | 'REF_TAKEN'
  | 'TOO_MANY_ITEMS';

/** Why items were not held. */
export type ItemsHoldErrorCode =
  | 'INVALID_CART'
  | 'INVALID_SECONDS'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'NO_ITEMS'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ITEMS';

/** Items for a cart. */
export type ItemsHoldInput = {
  /** The cart's name: 1 to 200 characters, for example a UUID made when the cart is opened. */
  cart: Scalars['String']['input'];
  /** ONLINE and SHOPIFY: only with an ORGANIZER token, until the shop has a role of its own. */
  channel?: SaleChannel;
  /** For how long: 30 to 3600. */
  seconds?: Scalars['Int']['input'];
  /** 1 to 500. */
  tags: Array<Scalars['String']['input']>;
  /** Which till. */
  till?: InputMaybe<Scalars['String']['input']>;
};

/** Why items were not released. */
export type ItemsReleaseErrorCode =
  | 'INVALID_CART'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** Items of a cart; without `tags` all of them. */
export type ItemsReleaseInput = {
  /** The cart's name. */
  cart: Scalars['String']['input'];
  /** At most 500. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Why a person must look at a sale. */
export type ReviewReason =
  /** Its item was sold before. */
  | 'ALREADY_SOLD'
  /** It says that it happened outside the session's time. */
  | 'CLOCK'
  /** The item is not for sale in this session. */
  | 'NOT_IN_SESSION'
  /** Another price than the tag's was charged. */
  | 'PRICE'
  /** It arrived after the session was closed. */
  | 'SESSION_CLOSED'
  /** The tenders do not add up to what was charged. */
  | 'TENDER'
  /** No such tag, or none that can be read. */
  | 'UNKNOWN_TAG';

/** What a person decided. */
export type ReviewResolution =
  /** Nothing moves, the matter is closed. */
  | 'ACCEPT'
  /** SOLD, no item, that consignor's share; counts in gross, not in soldCount. */
  | 'ATTRIBUTE_TO_CONSIGNOR'
  /** The line is SOLD with that item, net = what was charged. */
  | 'ATTRIBUTE_TO_ITEM'
  /** SOLD, no item, shareBps 0. */
  | 'KEEP_FOR_HOUSE';

/** Organizers run the sale; cashiers sell; consignors see what is theirs. */
export type Role =
  /** Sells, holds, voids, looks items up. */
  | 'CASHIER'
  /** Its own items and earnings. */
  | 'CONSIGNOR'
  /** All of the organization. */
  | 'ORGANIZER';

/** How a standing sale changed. */
export type SaleChange =
  /** It got the item of one of its unattributed lines. */
  | 'ITEM_ATTRIBUTED'
  /** A person decided what needed review. */
  | 'REVIEWED';

/** Where a sale was made. */
export type SaleChannel =
  /** In our own web shop. */
  | 'ONLINE'
  /** At a till in the hall. */
  | 'POS'
  /** In a Shopify shop. */
  | 'SHOPIFY';

/** Why an event was not created. */
export type SaleEventCreateErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_NAME'
  | 'INVALID_PERIOD'
  | 'INVALID_RATES'
  | 'INVALID_TIME_ZONE';

/** The rules and the time of a new event. */
export type SaleEventCreateInput = {
  /** What all its amounts are in. */
  currency: CurrencyCode;
  /** When they close; later than `startsAt`. */
  endsAt: Scalars['DateTime']['input'];
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** What the consignors' shares are computed with. */
  rates: CommissionRatesInput;
  /** When doors open. */
  startsAt: Scalars['DateTime']['input'];
  /** IANA name, for example Europe/Berlin. */
  timeZone: Scalars['String']['input'];
};

/** Which sales are wanted. Fields left out do not narrow. */
export type SaleFilter = {
  /** Those that a person must look at, or the others. */
  needsReview?: InputMaybe<Scalars['Boolean']['input']>;
  /** Of this shopper. */
  shopperCode?: InputMaybe<Scalars['String']['input']>;
  /** Standing or voided ones. */
  status?: InputMaybe<Array<SaleStatus>>;
  /** With a line of this tag; blanks and hyphens do not matter. */
  tag?: InputMaybe<Scalars['String']['input']>;
  /** Of this till. */
  till?: InputMaybe<Scalars['String']['input']>;
};

/** Exactly one of `tag` and `unknown`. */
export type SaleLineInput = {
  /**
   * What the shopper is charged for this line, after discount, as the till showed it; tax that is added on top is not in
   * it. Online: optional, another price is refused with `PRICE_CHANGED`. Offline and for `unknown`: required (else
   * `INVALID_LINE`), and it stands.
   */
  price?: InputMaybe<Scalars['Money']['input']>;
  /** As it was scanned. */
  tag?: InputMaybe<Scalars['String']['input']>;
  /** A thing without a readable tag. */
  unknown?: InputMaybe<UnknownItemInput>;
};

/** Whether a line's money is credited. */
export type SaleLineStatus =
  /** Given back. */
  | 'REFUNDED'
  /** To an item's consignor. */
  | 'SOLD'
  /** To nobody yet: a person decides. */
  | 'UNATTRIBUTED';

/** Why a sale was not recorded. */
export type SaleRecordErrorCode =
  | 'DUPLICATE_LINE'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_LINE'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'NO_LINES'
  | 'PRICE_CHANGED'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TENDER_MISMATCH'
  | 'TOO_MANY_LINES'
  | 'TOO_MANY_TENDERS';

/** A sale as a till sends it. */
export type SaleRecordInput = {
  /** Items held by it may be sold. */
  cart?: InputMaybe<Scalars['String']['input']>;
  /** ONLINE and SHOPIFY: only with an ORGANIZER token, until the shop has a role of its own. */
  channel?: SaleChannel;
  /** 1 to 200. */
  lines: Array<SaleLineInput>;
  /**
   * When the till sold it, if it could not reach the server: the sale is then recorded whatever the state. What cannot be
   * credited to an item waits for a person.
   */
  offlineSoldAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The till's own number on the paper. */
  receipt?: InputMaybe<Scalars['String']['input']>;
  /** Anonymous code that ties a shopper's sales together. */
  shopperCode?: InputMaybe<Scalars['String']['input']>;
  /** What is kept, at most 10; adds up to the total. */
  tenders: Array<TenderInput>;
  /** Which till. */
  till?: InputMaybe<Scalars['String']['input']>;
};

/** Why nothing was decided. */
export type SaleReviewResolveErrorCode =
  | 'CONSIGNOR_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_NOTE'
  | 'INVALID_RESOLUTION'
  | 'ITEM_LOCKED'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'LINE_NOT_FOUND'
  | 'NOTHING_TO_REVIEW'
  | 'SALE_NOT_FOUND';

/** `ATTRIBUTE_TO_ITEM` needs `tag`; `ATTRIBUTE_TO_CONSIGNOR` needs `consignorNumber`. */
export type SaleReviewResolveInput = {
  /** The consignor whose it was. */
  consignorNumber?: InputMaybe<Scalars['Int']['input']>;
  /** Why, 1 to 200 characters: it stands in the journal. */
  note: Scalars['String']['input'];
  /** The line, from 0. Without it: the sale's PRICE, TENDER and CLOCK reasons, `ACCEPT` only. */
  position?: InputMaybe<Scalars['Int']['input']>;
  /** What is decided. */
  resolution: ReviewResolution;
  /** The item that it was. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** Why a session was not cancelled. */
export type SaleSessionCancelErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'SALES_STAND'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** Why a session was not completed. */
export type SaleSessionCompleteErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** What can happen in a session. Clients skip kinds that they do not know. */
export type SaleSessionEventKind =
  | 'ITEMS_HELD'
  | 'ITEMS_LOCKED'
  | 'ITEMS_RELEASED'
  | 'ITEMS_UNLOCKED'
  | 'SALE_CHANGED'
  | 'SALE_RECORDED'
  | 'SALE_VOIDED'
  | 'SESSION_CANCELLED'
  | 'SESSION_COMPLETED'
  | 'SESSION_OPENED';

/** Why a session was not opened. */
export type SaleSessionOpenErrorCode =
  | 'ALREADY_ACTIVE'
  | 'EVENT_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'NO_ITEMS';

/** Why items were not taken into the session. */
export type SaleSessionRestockErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'ITEM_LOCKED'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_SOLD'
  | 'NO_ITEMS'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ITEMS';

/** Where a session stands. */
export type SaleSessionStatus =
  /** It sells. */
  | 'ACTIVE'
  /** It ended; nothing was sold. */
  | 'CANCELLED'
  /** It ended; sold items stay sold. */
  | 'COMPLETED';

/** Why items were not taken out of the session. */
export type SaleSessionWithdrawErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'NO_ITEMS'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ITEMS';

/** Does a sale stand? */
export type SaleStatus =
  /** It stands. */
  | 'RECORDED'
  /** It was taken back; it keeps its amounts. */
  | 'VOIDED';

/** Why a sale was not taken back. */
export type SaleVoidErrorCode =
  | 'ALREADY_VOIDED'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_REASON'
  | 'SALE_NOT_FOUND'
  | 'SESSION_NOT_ACTIVE'
  | 'TOO_LATE';

/** What is kept. */
export type TenderInput = {
  /** How much of it is kept. */
  amount: Scalars['Money']['input'];
  /** What it came as. */
  kind: TenderKind;
};

/** What money came as. */
export type TenderKind =
  /** A card terminal. */
  | 'CARD'
  /** Coins and notes. */
  | 'CASH'
  /** A check. */
  | 'CHECK'
  /** Anything else. */
  | 'OTHER'
  /** PayPal. */
  | 'PAYPAL';

/** Why a report was not taken. */
export type TillReportErrorCode =
  | 'INVALID_TILL'
  | 'SESSION_NOT_FOUND';

/** What a till says of itself, every 10 s. */
export type TillReportInput = {
  /** What its own clock says. */
  clock: Scalars['DateTime']['input'];
  /** Since when the oldest of them waits. */
  oldestPendingAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Sales that wait to be sent. */
  pendingSales?: Scalars['Int']['input'];
  /** What it does. */
  state: TillState;
  /** As it names itself in its sales. */
  till: Scalars['String']['input'];
};

/** What a till does. */
export type TillState =
  /** It is done for the day. */
  | 'CLOSED'
  /** It was not heard of for 30 seconds; one that never reports: it has not sold for five minutes. */
  | 'OFFLINE'
  /** It sells. */
  | 'OPEN'
  /** Its cashier is away. */
  | 'PAUSED'
  /** It reports, but its oldest sale waits for more than a minute. */
  | 'STALLED';

/** A thing without a readable tag: sold as UNATTRIBUTED, for a person to decide later. */
export type UnknownItemInput = {
  /** Whose it is believed to be. */
  consignorNumber?: InputMaybe<Scalars['Int']['input']>;
  /** In the cashier's words. */
  description: Scalars['String']['input'];
};
