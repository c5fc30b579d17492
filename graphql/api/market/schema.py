"""What a market's host answers: the nation to read, and the market's own slices."""

from api.accounting.mutations import ACCOUNTING_MUTATIONS
from api.accounting.queries import AccountingQueries
from api.audit.queries import MarketAuditQueries
from api.base.documents import Documents
from api.base.schema import build_schema
from api.bulk.documents import serve
from api.bulk.mutations import MARKET_BULK_MUTATIONS
from api.bulk.queries import MarketBulkQueries
from api.calendar.queries import CalendarQueries
from api.catalogue.queries import CatalogueQueries
from api.costs.mutations import COSTS_MUTATIONS
from api.costs.queries import CostsQueries
from api.documents.queries import DocumentQueries
from api.events.queries import EventQueries
from api.fees.mutations import FEE_MUTATIONS
from api.fees.queries import FeeQueries
from api.figures.queries import FiguresQueries
from api.footfall.mutations import FOOTFALL_MUTATIONS
from api.footfall.queries import FootfallQueries
from api.ledger.queries import LedgerQueries
from api.listings.mutations import LISTING_MUTATIONS
from api.listings.queries import ListingQueries
from api.marks.queries import MarkQueries
from api.media.queries import MediaQueries
from api.network.queries import NetworkQueries
from api.payouts.bank.mutations import BANK_MUTATIONS
from api.payouts.bank.queries import BankQueries
from api.payouts.mutations import PAYOUT_MUTATIONS
from api.payouts.queries import PayoutQueries
from api.periods.mutations import PERIOD_MUTATIONS
from api.periods.queries import PeriodQueries
from api.prices.mutations import MARKET_PRICE_MUTATIONS
from api.prices.queries import MarketPriceQueries, PriceQueries
from api.proposals.mutations import MARKET_PROPOSAL_MUTATIONS
from api.proposals.queries import ProposalQueries
from api.qualification.mutations import MARKET_QUALIFICATION_MUTATIONS
from api.qualification.queries import SuggestionQueries
from api.recalls.mutations import MARKET_RECALL_MUTATIONS
from api.recalls.queries import RecallQueries
from api.reconciliation.mutations import RECONCILIATION_MUTATIONS
from api.reconciliation.queries import ReconciliationQueries
from api.registry.mutations import MARKET_REGISTRY_MUTATIONS
from api.registry.queries import RegistryQueries
from api.sales.mutations import SALE_MUTATIONS
from api.sales.queries import SaleQueries
from api.sandbox.mutations import SANDBOX_MUTATIONS
from api.sellability.queries import SellabilityQueries
from api.settlement.mutations import SETTLEMENT_MUTATIONS
from api.settlement.queries import SettlementQueries
from api.stock.mutations import STOCK_MUTATIONS
from api.stock.queries import StockQueries
from api.stripe_account.mutations import STRIPE_MUTATIONS
from api.stripe_account.queries import StripeQueries
from api.tills.mutations import TILL_MUTATIONS
from api.tills.queries import TillQueries
from api.verification.queries import VerificationQueries
from api.webhooks.mutations import MARKET_WEBHOOK_MUTATIONS
from api.webhooks.queries import MarketWebhookQueries

MARKET_SCHEMA = build_schema(
    queries=(
        NetworkQueries,
        RegistryQueries,
        CatalogueQueries,
        ProposalQueries,
        SuggestionQueries,
        MarkQueries,
        MediaQueries,
        CalendarQueries,
        RecallQueries,
        ListingQueries,
        SellabilityQueries,
        PriceQueries,
        MarketPriceQueries,
        TillQueries,
        FeeQueries,
        StockQueries,
        SaleQueries,
        PeriodQueries,
        LedgerQueries,
        SettlementQueries,
        PayoutQueries,
        StripeQueries,
        VerificationQueries,
        BankQueries,
        DocumentQueries,
        FiguresQueries,
        FootfallQueries,
        CostsQueries,
        ReconciliationQueries,
        AccountingQueries,
        EventQueries,
        MarketAuditQueries,
        MarketWebhookQueries,
        MarketBulkQueries,
    ),
    mutations=(
        *MARKET_REGISTRY_MUTATIONS,
        *MARKET_PROPOSAL_MUTATIONS,
        *MARKET_QUALIFICATION_MUTATIONS,
        *LISTING_MUTATIONS,
        *MARKET_RECALL_MUTATIONS,
        *MARKET_PRICE_MUTATIONS,
        *TILL_MUTATIONS,
        *FEE_MUTATIONS,
        *STOCK_MUTATIONS,
        *SALE_MUTATIONS,
        *PERIOD_MUTATIONS,
        *SETTLEMENT_MUTATIONS,
        *STRIPE_MUTATIONS,
        *PAYOUT_MUTATIONS,
        *BANK_MUTATIONS,
        *FOOTFALL_MUTATIONS,
        *COSTS_MUTATIONS,
        *RECONCILIATION_MUTATIONS,
        *ACCOUNTING_MUTATIONS,
        *MARKET_WEBHOOK_MUTATIONS,
        *MARKET_BULK_MUTATIONS,
        *SANDBOX_MUTATIONS,
    ),
    for_market=True,
)
MARKET_DOCUMENTS = Documents(MARKET_SCHEMA)
serve(MARKET_DOCUMENTS, for_market=True)
