/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whom to reach. */
export type ContactInput = {
  /** The e-mail address. */
  email?: string | null | undefined;
  /** The function rather than the name, where that is enough. */
  name: string;
  /** The telephone number. */
  phone?: string | null | undefined;
};

/** What a cooperative says of itself. */
export type CooperativeDetailsInput = {
  /** Whom to reach. */
  contact: ContactInput;
  /** When it was founded. */
  foundedOn: string;
  /** What it makes, broadly. */
  group: CooperativeGroup;
  /** Its ICE, 15 digits. */
  ice: string;
  /** Its legal form. */
  kind: CooperativeKind;
  /** Its members. */
  members: MembersInput;
  /** Its name. */
  names: LocalizedTextInput;
  /** ISO 3166-2 code of its province, such as `MA-TAR`. */
  provinceCode: string;
  /** ISO 3166-2 code of its region, such as `MA-09`. */
  regionCode: string;
  /** The court that keeps that register. */
  registerCourt: string;
  /** Its number in the local register of cooperatives (law 112-12). */
  registerNumber: string;
};

/** Which cooperatives. */
export type CooperativeFilter = {
  /** Number in the registry, such as `C0042`. */
  code?: StringFilter | null | undefined;
  /** The founding date. */
  foundedOn?: DateRangeFilter | null | undefined;
  /** The group. */
  group?: CooperativeGroupFilter | null | undefined;
  /** ICE, 15 digits. */
  ice?: StringFilter | null | undefined;
  /** The legal form. */
  kind?: CooperativeKindFilter | null | undefined;
  /** Code of the province, such as `MA-TAR`. */
  province?: StringFilter | null | undefined;
  /** Code of the region, such as `MA-06`. */
  region?: StringFilter | null | undefined;
  /** Words of names in any language or of the code, all to be found; `docs/search.md` says how. */
  search?: string | null | undefined;
  /** Where it stands. */
  status?: CooperativeStatusFilter | null | undefined;
  /** How value-added tax treats what it sells. */
  vatRegime?: VatRegimeFilter | null | undefined;
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

/** The legal form of a producers' group. */
export type CooperativeKind =
  /** An income-generating activity (activité génératrice de revenus). */
  | 'AGR'
  /** An association. */
  | 'ASSOCIATION'
  /** A cooperative under law 112-12. */
  | 'COOPERATIVE'
  /** An economic interest group (groupement d'intérêt économique). */
  | 'GIE'
  /** A union of cooperatives. */
  | 'UNION';

/** Compares with values of `CooperativeKind`. */
export type CooperativeKindFilter = {
  /** Equal to this. */
  eq?: CooperativeKind | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<CooperativeKind> | null | undefined;
};

/** Where a cooperative stands on its way into the network. */
export type CooperativeStatus =
  /** Registered; nothing decided yet. */
  | 'APPLICANT'
  /** May be admitted to markets. */
  | 'ELIGIBLE'
  /** In the qualification programme. */
  | 'IN_QUALIFICATION'
  /** Left the network for good. */
  | 'RETIRED'
  /** May not sell for the time being. */
  | 'SUSPENDED';

/** Compares with values of `CooperativeStatus`. */
export type CooperativeStatusFilter = {
  /** Equal to this. */
  eq?: CooperativeStatus | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<CooperativeStatus> | null | undefined;
};

/** Bounds of `Date`; one left out is open. */
export type DateRange = {
  /** From this on, this included. */
  gte?: string | null | undefined;
  /** Up to this, this excluded. */
  lt?: string | null | undefined;
};

/** Compares with values of `Date`. */
export type DateRangeFilter = {
  /** Equal to this. */
  eq?: string | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
  /** Within these bounds. */
  range?: DateRange | null | undefined;
};

/** What `draftProduct` takes. */
export type DraftProductInput = {
  /** The cooperative. */
  cooperativeId: string;
  /** What it is. */
  details: ProductDetailsInput;
  /** A UUID made by the caller, best version 7; the same request again gives the same answer. */
  id: string;
};

/** What `draftProducts` takes. */
export type DraftProductsInput = {
  /** What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said. */
  errorPolicy?: ErrorPolicy | null | undefined;
  /** 1 to 100 rows, each as `draftProduct` takes it, done in their order. */
  rows: Array<DraftProductInput>;
};

/** What becomes of the other rows when one is refused. No row is ever done in part. */
export type ErrorPolicy =
  /** Each row is done for itself, in order: what is done stays, whatever happens to those after it. For facts that have already happened, such as a till's sales. */
  | 'IGNORE_FAILED'
  /** All or nothing: one refused row, and none is done. */
  | 'REJECT_EVERYTHING'
  /** The others are done, all in one transaction: everybody sees them at once, or, if the server fails meanwhile, never. */
  | 'REJECT_FAILED_ROWS';

/** Bounds of `Int`; one left out is open. */
export type IntRange = {
  /** From this on, this included. */
  gte?: number | null | undefined;
  /** Up to this, this excluded. */
  lt?: number | null | undefined;
};

/** Compares with values of `Int`. */
export type IntRangeFilter = {
  /** Equal to this. */
  eq?: number | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<number> | null | undefined;
  /** Within these bounds. */
  range?: IntRange | null | undefined;
};

/** A language of the platform. */
export type Language =
  /** Arabic. */
  | 'AR'
  /** English. */
  | 'EN'
  /** French. */
  | 'FR';

/** A text in the languages of the platform; English may be left out. */
export type LocalizedTextInput = {
  /** In Arabic. */
  ar: string;
  /** In English; empty for none. */
  en?: string;
  /** In French. */
  fr: string;
};

/** Who the members are: women and men make the whole; youth and rural are counted among them. */
export type MembersInput = {
  /** The day of the count. */
  asOf: string;
  /** Men. */
  men: number;
  /** People who live in the countryside, among women and men. */
  rural: number;
  /** Women. */
  women: number;
  /** Young people, among women and men. */
  youth: number;
};

/** An amount of money. */
export type MoneyInput = {
  /** The amount in centimes: 1250 is 12.50 MAD. */
  amountMinor: number;
  /** The currency, ISO 4217: only `MAD` is taken. */
  currency?: string;
};

/** What is said of a product. */
export type ProductDetailsInput = {
  /** Code of its category, a leaf of the tree. */
  categoryCode: string;
  /** What it is. */
  descriptions?: LocalizedTextInput | null | undefined;
  /** Whether it is meant for food, where its category allows food and cosmetic use. */
  foodUse?: boolean;
  /** Its own GTIN; left out, it gets an internal code. */
  gtin?: string | null | undefined;
  /** Its name. */
  names: LocalizedTextInput;
  /** How much of the unit one piece holds. */
  netContent: number;
  /** Whether it leaves the cooperative in its own packaging. */
  packed?: boolean;
  /** The recommended price of one piece. */
  recommendedPrice: MoneyInput;
  /** What its net content counts. */
  unit: Unit;
};

/** Which products. */
export type ProductFilter = {
  /** Code of its category, a leaf of the tree. */
  category?: StringFilter | null | undefined;
  /** The barcode: its GTIN, or an internal one. */
  code?: StringFilter | null | undefined;
  /** Who makes it. */
  cooperative?: CooperativeIdFilter | null | undefined;
  /** The group of the cooperative that makes it. */
  group?: CooperativeGroupFilter | null | undefined;
  /** Those whose name or description is missing in this language. */
  missingLanguage?: Language | null | undefined;
  /** The recommended price in centimes. */
  recommendedPriceMinor?: IntRangeFilter | null | undefined;
  /** Code of its maker's region, such as `MA-06`. */
  region?: StringFilter | null | undefined;
  /** Code of the category above its own. */
  rootCategory?: StringFilter | null | undefined;
  /** Words of names in any language, all to be found, or a barcode; `docs/search.md` says how. */
  search?: string | null | undefined;
  /** Where it stands. */
  status?: ProductStatusFilter | null | undefined;
  /** How value-added tax treats it. */
  taxClass?: TaxClassFilter | null | undefined;
  /** What its net content counts. */
  unit?: UnitFilter | null | undefined;
};

/** Where a product stands. */
export type ProductStatus =
  /** A former name: taken, and never answered. */
  | 'APPROVED'
  /** Described; no market may list it yet. */
  | 'DRAFT'
  /** It waits for somebody else to publish it, and is not edited. */
  | 'PROPOSED'
  /** Markets may list it; what it says changes by requests. */
  | 'PUBLISHED'
  /** It was not published; edited, it is a draft again. */
  | 'REJECTED'
  /** Out of the catalogue for good. */
  | 'RETIRED';

/** Compares with values of `ProductStatus`. */
export type ProductStatusFilter = {
  /** Equal to this. */
  eq?: ProductStatus | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<ProductStatus> | null | undefined;
};

/** What `registerCooperative` takes. */
export type RegisterCooperativeInput = {
  /** What it says of itself. */
  details: CooperativeDetailsInput;
  /** A UUID made by the caller, best version 7; the same request again gives the same answer. */
  id: string;
};

/** What `registerCooperatives` takes. */
export type RegisterCooperativesInput = {
  /** What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said. */
  errorPolicy?: ErrorPolicy | null | undefined;
  /** 1 to 100 rows, each as `registerCooperative` takes it, done in their order. */
  rows: Array<RegisterCooperativeInput>;
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

/** Compares with values of `String`. */
export type StringFilter = {
  /** Equal to this. */
  eq?: string | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<string> | null | undefined;
};

/** How value-added tax treats goods, or the market's fee. */
export type TaxClass =
  /** The market's fee, a service of its own. */
  | 'COMMISSION'
  /** Exempt. */
  | 'EXEMPT'
  /** Whatever a cooperative sells that is exempt as such. */
  | 'EXEMPT_COOP'
  /** Out of scope. */
  | 'OUT_OF_SCOPE'
  /** Taxable at the reduced rate of the day. */
  | 'REDUCED'
  /** Taxable at the standard rate of the day. */
  | 'STANDARD';

/** Compares with values of `TaxClass`. */
export type TaxClassFilter = {
  /** Equal to this. */
  eq?: TaxClass | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<TaxClass> | null | undefined;
};

/** What net content counts, in whole numbers. */
export type Unit =
  /** Grams. */
  | 'GRAM'
  /** Millilitres. */
  | 'MILLILITRE'
  /** Pieces. */
  | 'PIECE';

/** Compares with values of `Unit`. */
export type UnitFilter = {
  /** Equal to this. */
  eq?: Unit | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<Unit> | null | undefined;
};

/** How value-added tax treats what a cooperative sells. */
export type VatRegime =
  /** Exempt, as a cooperative under CGI art. 91-IV. */
  | 'EXEMPT_COOP'
  /** It charges the rate of each product. */
  | 'LIABLE'
  /** Its sales are no business of the tax. */
  | 'OUT_OF_SCOPE';

/** Compares with values of `VatRegime`. */
export type VatRegimeFilter = {
  /** Equal to this. */
  eq?: VatRegime | null | undefined;
  /** Whether there is no value. */
  isNull?: boolean | null | undefined;
  /** One of these; an empty list matches nothing. */
  oneOf?: Array<VatRegime> | null | undefined;
};

export type ProductsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ProductFilter | null | undefined;
}>;


export type ProductsQuery = { products: { nodes: Array<{ id: string, code: string, gtin: string | null, unit: Unit, netContent: number, status: ProductStatus, updatedAt: string, version: number, name: { ar: string, fr: string, en: string }, cooperative: { id: string, code: string } | null, recommendedPrice: { amountMinor: number, currency: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type DraftProductsMutationVariables = Exact<{
  input: DraftProductsInput;
}>;


export type DraftProductsMutation = { draftProducts: { count: number, results: Array<{ product: { id: string, code: string, status: ProductStatus } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> }>, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

export type NetworkSalesQueryVariables = Exact<{
  since: string;
  until: string;
}>;


export type NetworkSalesQuery = { network: Array<{ halfMonth: number | null, tickets: number | null, items: number, market: { slug: string } | null, net: { amountMinor: number, currency: string }, fees: { amountMinor: number, currency: string } }> };

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

export type CooperativesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: CooperativeFilter | null | undefined;
}>;


export type CooperativesQuery = { cooperatives: { nodes: Array<{ id: string, code: string, group: CooperativeGroup, kind: CooperativeKind, ice: string, status: CooperativeStatus, updatedAt: string, version: number, name: { ar: string, fr: string, en: string }, region: { code: string, name: { fr: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type RegisterCooperativesMutationVariables = Exact<{
  input: RegisterCooperativesInput;
}>;


export type RegisterCooperativesMutation = { registerCooperatives: { count: number, results: Array<{ cooperative: { id: string, code: string, status: CooperativeStatus } | null, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> }>, errors: Array<{ code: string, path: Array<string>, message: string, params: Array<{ name: string, value: string }> }> } | null };

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
export const ProductsDocument = new TypedDocumentString(`
    query Products($first: Int = 100, $after: String, $filter: ProductFilter) {
  products(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      code
      gtin
      name {
        ar
        fr
        en
      }
      cooperative {
        id
        code
      }
      unit
      netContent
      recommendedPrice {
        amountMinor
        currency
      }
      status
      updatedAt
      version
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ProductsQuery, ProductsQueryVariables>;
export const DraftProductsDocument = new TypedDocumentString(`
    mutation DraftProducts($input: DraftProductsInput!) {
  draftProducts(input: $input) {
    count
    results {
      product {
        id
        code
        status
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
}`) as unknown as TypedDocumentString<DraftProductsMutation, DraftProductsMutationVariables>;
export const NetworkSalesDocument = new TypedDocumentString(`
    query NetworkSales($since: Date!, $until: Date!) {
  network(groupBy: [MARKET, HALF_MONTH], since: $since, until: $until) {
    market {
      slug
    }
    halfMonth
    tickets
    items
    net {
      amountMinor
      currency
    }
    fees {
      amountMinor
      currency
    }
  }
}
    `) as unknown as TypedDocumentString<NetworkSalesQuery, NetworkSalesQueryVariables>;
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
export const CooperativesDocument = new TypedDocumentString(`
    query Cooperatives($first: Int = 100, $after: String, $filter: CooperativeFilter) {
  cooperatives(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      code
      name {
        ar
        fr
        en
      }
      group
      kind
      region {
        code
        name {
          fr
        }
      }
      ice
      status
      updatedAt
      version
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<CooperativesQuery, CooperativesQueryVariables>;
export const RegisterCooperativesDocument = new TypedDocumentString(`
    mutation RegisterCooperatives($input: RegisterCooperativesInput!) {
  registerCooperatives(input: $input) {
    count
    results {
      cooperative {
        id
        code
        status
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
}`) as unknown as TypedDocumentString<RegisterCooperativesMutation, RegisterCooperativesMutationVariables>;