/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What `changePrice` takes. */
export type ChangePriceInput = {
  /** The `version` of the listing that you read; if it is another now, `VERSION_CONFLICT` says which, and nothing changes. Left out, nothing is compared. */
  expectedVersion?: number | null | undefined;
  /** The listing. */
  listingId: string;
  /** The producer's price of one piece, taxes included. */
  price: MoneyInput;
};

/** What `changePrices` takes. */
export type ChangePricesInput = {
  /** What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said. */
  errorPolicy?: ErrorPolicy | null | undefined;
  /** 1 to 100 rows, each as `changePrice` takes it, done in their order. */
  rows: Array<ChangePriceInput>;
};

/** The group a cooperative belongs to by what it makes. */
export type CooperativeGroup =
  /** Agricultural products. */
  | 'AGRI'
  /** Cosmetics and products for body care. */
  | 'COSMETICS'
  /** Terroir products: honey, argan and olive oil, saffron, couscous. */
  | 'TERROIR';

/** Compares with values of `CooperativeGroup`. */
export type CooperativeGroupFilter = {
  /** Equal to this. */
  eq?: CooperativeGroup | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<CooperativeGroup> | null | undefined;
};

/** Compares with global ids of `Cooperative`. */
export type CooperativeIdFilter = {
  /** This one. */
  eq?: string | null | undefined;
  /** Whether there is none. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
};

/** What `countStock` takes. */
export type CountStockInput = {
  /** The deposit that was counted. */
  depositId: string;
  /** How many there were by the platform when it was counted: `STOCK_CHANGED` says how many there are if it is another number now, and nothing changes. */
  expectedOnHand: number;
  /** Made by the caller, 1 to 255 characters: the same request again under the same key, within 30 days, is answered again and not done again. */
  idempotencyKey: string;
  /** When it was counted. */
  occurredAt: string;
  /** How many pieces were counted. */
  onHand: number;
  /** Why the count differed, or on what occasion it was. */
  reason: string;
};

/** Bounds of `DateTime`; one left out is open. */
export type DateTimeRange = {
  /** From this on, this included. */
  gte?: string | null | undefined;
  /** Up to this, this excluded. */
  lt?: string | null | undefined;
};

/** Compares with values of `DateTime`. */
export type DateTimeRangeFilter = {
  /** Equal to this. */
  eq?: string | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
  /** Within these bounds. */
  range?: DateTimeRange | null | undefined;
};

/** What `depositGoods` takes. */
export type DepositGoodsInput = {
  /** A UUID made by the caller, best version 7; the same request again gives the same answer. */
  depositId: string;
  /** The last day on which it may be sold; left out for goods that keep. */
  expiresOn?: string | null | undefined;
  /** What is brought. */
  listingId: string;
  /** The lot's code, as its producer marked it. */
  lotCode?: string | null | undefined;
  /** When the goods came. */
  occurredAt: string;
  /** How many pieces. */
  quantity: number;
};

/** What `depositLots` takes. */
export type DepositLotsInput = {
  /** What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said. */
  errorPolicy?: ErrorPolicy | null | undefined;
  /** 1 to 100 rows, each as `depositGoods` takes it, done in their order. */
  rows: Array<DepositGoodsInput>;
};

/** What becomes of the other rows when one is refused. No row is ever done in part. */
export type ErrorPolicy =
  /** Each row is done for itself, in order: what is done stays, whatever happens to those after it. For facts that have already happened, such as a till's sales. */
  | 'IGNORE_FAILED'
  /** All or nothing: one refused row, and none is done. */
  | 'REJECT_EVERYTHING'
  /** The others are done, all in one transaction: everybody sees them at once, or, if the server fails meanwhile, never. */
  | 'REJECT_FAILED_ROWS';

/** What `listProduct` takes. */
export type ListProductInput = {
  /** The producer's price of one piece, taxes included. */
  price: MoneyInput;
  /** The product. */
  productId: string;
};

/** What `listProducts` takes. */
export type ListProductsInput = {
  /** What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said. */
  errorPolicy?: ErrorPolicy | null | undefined;
  /** 1 to 100 rows, each as `listProduct` takes it, done in their order. */
  rows: Array<ListProductInput>;
};

/** Which listings. */
export type ListingFilter = {
  /** Code of the product's category, a leaf of the tree. */
  category?: StringFilter | null | undefined;
  /** The product's barcode, as it is scanned. */
  code?: StringFilter | null | undefined;
  /** Who makes it. */
  cooperative?: CooperativeIdFilter | null | undefined;
  /** The group of the cooperative that makes it. */
  group?: CooperativeGroupFilter | null | undefined;
  /** Whether there is anything of it on hand, expired lots included. */
  inStock?: boolean | null | undefined;
  /** When it was listed. */
  listedAt?: DateTimeRangeFilter | null | undefined;
  /** The price in centimes. */
  priceMinor?: SafeIntRangeFilter | null | undefined;
  /** What is listed. */
  product?: ProductIdFilter | null | undefined;
  /** Code of the category above the product's own. */
  rootCategory?: StringFilter | null | undefined;
  /** Words of the product's names in any language, all to be found, or a barcode of it; `docs/search.md` says how. */
  search?: string | null | undefined;
  /** Whether it is sold. */
  state?: ListingStateFilter | null | undefined;
};

/** Whether a listing is sold. */
export type ListingState =
  /** On sale. */
  | 'ACTIVE'
  /** Not on sale for now. */
  | 'PAUSED'
  /** Off sale for good; what is left in stock goes back to its cooperative. */
  | 'WITHDRAWN';

/** Compares with values of `ListingState`. */
export type ListingStateFilter = {
  /** Equal to this. */
  eq?: ListingState | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<ListingState> | null | undefined;
};

/** An amount of money. */
export type MoneyInput = {
  /** The amount in centimes: 1250 is 12.50 MAD. */
  amountMinor: number;
  /** The currency, ISO 4217: only `MAD` is taken. */
  currency?: string;
};

/** How money leaves for cooperatives. */
export type PayoutRail =
  /** A file for the market's bank: what a Moroccan market uses. */
  | 'BANK_FILE'
  /** Before the market joined the network. */
  | 'BEFORE_JOINING'
  /** By hand, with evidence. */
  | 'MANUAL'
  /** Stripe Connect, where the market's own Stripe account is in a country that Stripe serves. */
  | 'STRIPE';

/** Where the payment of a statement stands. */
export type PayoutState =
  /** Its rail says that it will pay. */
  | 'ACCEPTED'
  /** It is approved. */
  | 'APPROVED'
  /** It waits in a batch for approval, or for a batch. */
  | 'DRAFT'
  /** It waits for somebody, who says why. */
  | 'HELD'
  /** Paid. */
  | 'PAID'
  /** Its rail refused it; a new attempt may follow. */
  | 'REJECTED'
  /** It was paid and came back; a new attempt may follow. */
  | 'RETURNED'
  /** Its rail has it. */
  | 'SUBMITTED';

/** Compares with global ids of `Period`. */
export type PeriodIdFilter = {
  /** This one. */
  eq?: string | null | undefined;
  /** Whether there is none. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
};

/** Where a half-month stands, from the first sale to the bank's confirmation. */
export type PeriodState =
  /** Its statements are approved. */
  | 'APPROVED'
  /** It takes nothing any more; its statements are being prepared. */
  | 'CUT_OFF'
  /** It takes what is sold, and what is learnt late. */
  | 'OPEN'
  /** All that its statements owed is paid. */
  | 'PAID'
  /** The bank confirms the payments. */
  | 'RECONCILED'
  /** Its statements are being reviewed. */
  | 'REVIEWING'
  /** Closed for good; its statements are issued. */
  | 'SEALED';

/** Compares with global ids of `Product`. */
export type ProductIdFilter = {
  /** This one. */
  eq?: string | null | undefined;
  /** Whether there is none. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
};

/** What `recordSale` takes. */
export type RecordSaleInput = {
  /** What is sold. */
  lines: Array<SaleLineInput>;
  /** When it happened, by the till's clock; at most 5 minutes ahead of ours. */
  occurredAt: string;
  /** The number the till printed while offline; left out, the platform numbers. */
  receipt?: TillReceiptInput | null | undefined;
  /** A UUID made by the till, best version 7; the same request again gives the same answer. */
  saleId: string;
  /** How it is paid. */
  tenders: Array<TenderInput>;
  /** The till. */
  tillId: string;
};

/** What `recordSales` takes. */
export type RecordSalesInput = {
  /** What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said. */
  errorPolicy?: ErrorPolicy | null | undefined;
  /** 1 to 100 rows, each as `recordSale` takes it, done in their order. */
  rows: Array<RecordSaleInput>;
};

/** So many pieces of one line of the sale. */
export type RefundLineInput = {
  /** The line's `position` in the sale. */
  position: number;
  /** How many pieces come back. */
  quantity: number;
  /** Whether they can be sold again, and go back on hand. */
  restock: boolean;
};

/** What `refundSale` takes. */
export type RefundSaleInput = {
  /** What comes back. */
  lines: Array<RefundLineInput>;
  /** When it happened. */
  occurredAt: string;
  /** The reference of a card's or Stripe's refund. */
  reference?: string | null | undefined;
  /** A UUID made by the caller, best version 7; the same request again gives the same answer. */
  refundId: string;
  /** The sale. */
  saleId: string;
  /** How the customer is paid. */
  tenderKind: TenderKind;
  /** Where the customer is paid; the sale's own till when nothing is said. */
  tillId?: string | null | undefined;
};

/** What `registerWebhook` takes. */
export type RegisterWebhookInput = {
  /** Who is told when the webhook is given up. */
  contactEmail?: string | null | undefined;
  /** Names of `eventTypes`, or `*` for all. */
  eventTypes: Array<string>;
  /** For people, at most 120 characters. */
  label?: string | null | undefined;
  /** Where to send: https, of the public internet. */
  url: string;
  /** A UUID made by the caller, best version 7; the same request again gives the same answer. */
  webhookId: string;
};

/** Bounds of `SafeInt`; one left out is open. */
export type SafeIntRange = {
  /** From this on, this included. */
  gte?: number | null | undefined;
  /** Up to this, this excluded. */
  lt?: number | null | undefined;
};

/** Compares with values of `SafeInt`. */
export type SafeIntRangeFilter = {
  /** Equal to this. */
  eq?: number | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<number> | null | undefined;
  /** Within these bounds. */
  range?: SafeIntRange | null | undefined;
};

/** So many pieces of a listing. A listing that comes twice is sold as one line. */
export type SaleLineInput = {
  /** What is sold. */
  listingId: string;
  /** How many pieces. */
  quantity: number;
};

/** Which statements. */
export type StatementFilter = {
  /** Whose it is. */
  cooperative?: CooperativeIdFilter | null | undefined;
  /** What it holds, in centimes. */
  heldMinor?: SafeIntRangeFilter | null | undefined;
  /** Whether it has been paid. */
  paid?: boolean | null | undefined;
  /** What is to be paid, in centimes. */
  payableMinor?: SafeIntRangeFilter | null | undefined;
  /** The half-month. */
  period?: PeriodIdFilter | null | undefined;
};

/** Compares with values of `String`. */
export type StringFilter = {
  /** Equal to this. */
  eq?: string | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
};

/**
 * How a sale, or a part of it, is paid. Cash says `receivedMinor` and pays what the other tenders leave;
 * the others say `amountMinor` and `reference`.
 */
export type TenderInput = {
  /** What a card or Stripe pays, in centimes. */
  amountMinor?: number | null | undefined;
  /** How it is paid. */
  kind: TenderKind;
  /** The cash that was handed over, in centimes; the change is worked out. */
  receivedMinor?: number | null | undefined;
  /** The reference on the terminal's slip, or of the payment in Stripe. */
  reference?: string | null | undefined;
};

/** How something is paid. */
export type TenderKind =
  /** A card, at a bank's terminal. */
  | 'CARD'
  /** Coins and notes; rounded to 10 centimes. */
  | 'CASH'
  /** A payment through Stripe. */
  | 'STRIPE';

/** The number that a till printed on a receipt while it was offline, in its own series. */
export type TillReceiptInput = {
  /** The number, from 1. */
  number: number;
  /** The year of the series. */
  year: number;
};

/** Whether a till is in use. */
export type TillState =
  /** In use. */
  | 'ACTIVE'
  /** No longer in use; its sales and receipts stay. */
  | 'RETIRED';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, label: string, scope: string, permissions: Array<string> } | null };

export type EventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  types?: Array<string> | string | null | undefined;
}>;


export type EventsQuery = { events: { nodes: Array<{ position: number, name: string, subjectId: string, payload: unknown, occurredAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type RegisterWebhookMutationVariables = Exact<{
  input: RegisterWebhookInput;
}>;


export type RegisterWebhookMutation = { registerWebhook: { secret: string | null, webhook: { id: string, url: string, eventTypes: Array<string> } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type RefusalFragment = { code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> };

export type PeriodsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PeriodsQuery = { periods: { nodes: Array<{ id: string, key: number, startsOn: string, endsOn: string, state: PeriodState, payOn: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type StatementsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: StatementFilter | null | undefined;
}>;


export type StatementsQuery = { statements: { nodes: Array<{ id: string, number: number, pdfUrl: string, period: { key: number }, cooperative: { id: string, code: string }, sales: { amountMinor: number, currency: string }, returns: { amountMinor: number, currency: string }, fees: { amountMinor: number, currency: string }, payable: { amountMinor: number, currency: string }, payout: { id: string, state: PayoutState, rail: PayoutRail, paidOn: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type ListingsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ListingFilter | null | undefined;
}>;


export type ListingsQuery = { listings: { nodes: Array<{ id: string, state: ListingState, onHand: number | null, version: number, product: { id: string, code: string, gtin: string | null, name: { ar: string, fr: string, en: string } } | null, price: { amountMinor: number, currency: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type ListProductsMutationVariables = Exact<{
  input: ListProductsInput;
}>;


export type ListProductsMutation = { listProducts: { count: number, results: Array<{ listing: { id: string, state: ListingState, version: number } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> }>, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type ChangePricesMutationVariables = Exact<{
  input: ChangePricesInput;
}>;


export type ChangePricesMutation = { changePrices: { count: number, results: Array<{ listing: { id: string, version: number, price: { amountMinor: number, currency: string } } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> }>, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type DepositLotsMutationVariables = Exact<{
  input: DepositLotsInput;
}>;


export type DepositLotsMutation = { depositLots: { count: number, results: Array<{ deposit: { id: string, uuid: string, onHand: number } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> }>, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type CountStockMutationVariables = Exact<{
  input: CountStockInput;
}>;


export type CountStockMutation = { countStock: { deposit: { id: string, onHand: number } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type TillsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TillsQuery = { tills: { nodes: Array<{ id: string, code: string, name: string, state: TillState }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type RecordSaleMutationVariables = Exact<{
  input: RecordSaleInput;
}>;


export type RecordSaleMutation = { recordSale: { sale: { id: string, uuid: string, receiptYear: number, receiptNumber: number, total: { amountMinor: number, currency: string } } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type RecordSalesMutationVariables = Exact<{
  input: RecordSalesInput;
}>;


export type RecordSalesMutation = { recordSales: { count: number, results: Array<{ sale: { id: string, uuid: string, receiptYear: number, receiptNumber: number, total: { amountMinor: number, currency: string } } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> }>, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type RefundSaleMutationVariables = Exact<{
  input: RefundSaleInput;
}>;


export type RefundSaleMutation = { refundSale: { refund: { id: string } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}
    `, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    label
    scope
    permissions
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const EventsDocument = new TypedDocumentString(`
    query Events($first: Int = 100, $after: String, $types: [String!]) {
  events(first: $first, after: $after, types: $types) {
    nodes {
      position
      name
      subjectId
      payload
      occurredAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const RegisterWebhookDocument = new TypedDocumentString(`
    mutation RegisterWebhook($input: RegisterWebhookInput!) {
  registerWebhook(input: $input) {
    webhook {
      id
      url
      eventTypes
    }
    secret
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<RegisterWebhookMutation, RegisterWebhookMutationVariables>;
export const PeriodsDocument = new TypedDocumentString(`
    query Periods($first: Int = 24, $after: String) {
  periods(first: $first, after: $after) {
    nodes {
      id
      key
      startsOn
      endsOn
      state
      payOn
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PeriodsQuery, PeriodsQueryVariables>;
export const StatementsDocument = new TypedDocumentString(`
    query Statements($first: Int = 50, $after: String, $filter: StatementFilter) {
  statements(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      number
      period {
        key
      }
      cooperative {
        id
        code
      }
      sales {
        amountMinor
        currency
      }
      returns {
        amountMinor
        currency
      }
      fees {
        amountMinor
        currency
      }
      payable {
        amountMinor
        currency
      }
      payout {
        id
        state
        rail
        paidOn
      }
      pdfUrl
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<StatementsQuery, StatementsQueryVariables>;
export const ListingsDocument = new TypedDocumentString(`
    query Listings($first: Int = 100, $after: String, $filter: ListingFilter) {
  listings(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      product {
        id
        code
        gtin
        name {
          ar
          fr
          en
        }
      }
      price {
        amountMinor
        currency
      }
      state
      onHand
      version
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListingsQuery, ListingsQueryVariables>;
export const ListProductsDocument = new TypedDocumentString(`
    mutation ListProducts($input: ListProductsInput!) {
  listProducts(input: $input) {
    count
    results {
      listing {
        id
        state
        version
      }
      errors {
        ...Refusal
      }
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<ListProductsMutation, ListProductsMutationVariables>;
export const ChangePricesDocument = new TypedDocumentString(`
    mutation ChangePrices($input: ChangePricesInput!) {
  changePrices(input: $input) {
    count
    results {
      listing {
        id
        price {
          amountMinor
          currency
        }
        version
      }
      errors {
        ...Refusal
      }
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<ChangePricesMutation, ChangePricesMutationVariables>;
export const DepositLotsDocument = new TypedDocumentString(`
    mutation DepositLots($input: DepositLotsInput!) {
  depositLots(input: $input) {
    count
    results {
      deposit {
        id
        uuid
        onHand
      }
      errors {
        ...Refusal
      }
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<DepositLotsMutation, DepositLotsMutationVariables>;
export const CountStockDocument = new TypedDocumentString(`
    mutation CountStock($input: CountStockInput!) {
  countStock(input: $input) {
    deposit {
      id
      onHand
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<CountStockMutation, CountStockMutationVariables>;
export const TillsDocument = new TypedDocumentString(`
    query Tills($first: Int = 100, $after: String) {
  tills(first: $first, after: $after) {
    nodes {
      id
      code
      name
      state
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<TillsQuery, TillsQueryVariables>;
export const RecordSaleDocument = new TypedDocumentString(`
    mutation RecordSale($input: RecordSaleInput!) {
  recordSale(input: $input) {
    sale {
      id
      uuid
      receiptYear
      receiptNumber
      total {
        amountMinor
        currency
      }
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<RecordSaleMutation, RecordSaleMutationVariables>;
export const RecordSalesDocument = new TypedDocumentString(`
    mutation RecordSales($input: RecordSalesInput!) {
  recordSales(input: $input) {
    count
    results {
      sale {
        id
        uuid
        receiptYear
        receiptNumber
        total {
          amountMinor
          currency
        }
      }
      errors {
        ...Refusal
      }
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<RecordSalesMutation, RecordSalesMutationVariables>;
export const RefundSaleDocument = new TypedDocumentString(`
    mutation RefundSale($input: RefundSaleInput!) {
  refundSale(input: $input) {
    refund {
      id
    }
    errors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  code
  path
  message
  params {
    name
    value
  }
}`) as unknown as TypedDocumentString<RefundSaleMutation, RefundSaleMutationVariables>;