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
from api.network.queries import NetworkQueries
from api.payouts.bank.mutations import BANK_MUTATIONS
from api.payouts.bank.queries import BankQueries
from api.payouts.mutations import PAYOUT_MUTATIONS
from api.payouts.queries import PayoutQueries
from api.periods.mutations import PERIOD_MUTATIONS
from api.periods.queries import PeriodQueries
from api.reconciliation.mutations import RECONCILIATION_MUTATIONS
from api.reconciliation.queries import ReconciliationQueries
from api.registry.mutations import MARKET_REGISTRY_MUTATIONS
from api.registry.queries import RegistryQueries
from api.sales.mutations import SALE_MUTATIONS
from api.sales.queries import SaleQueries
from api.sandbox.mutations import SANDBOX_MUTATIONS
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
        CalendarQueries,
        ListingQueries,
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
        *LISTING_MUTATIONS,
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
