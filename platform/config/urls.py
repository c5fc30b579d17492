"""The addresses of the platform, the same on every host; what they mean is decided by the host."""

from django.urls import path, re_path

from api.view import graphql_view
from api.web.bank_answers import bank_answers_view
from api.web.bank_files import bank_file_view
from api.web.bank_statements import bank_statements_view
from api.web.journal import journal_view
from api.web.public import statement_page, statement_proof
from api.web.statements import statement_file
from api.web.stripe_webhook import stripe_webhook
from config import health

urlpatterns = [
    path("graphql/", graphql_view),
    path("accounting/journals/<uuid:export_id>.csv", journal_view),
    path("reconciliation/bank-statements", bank_statements_view),
    path("stripe/webhook", stripe_webhook),
    path("payouts/bank-answers", bank_answers_view),
    path("payouts/batches/<uuid:batch_id>/bank-file", bank_file_view),
    re_path(r"^statements/(?P<number>[1-9][0-9]{0,17})\.(?P<kind>pdf|csv|json)$", statement_file),
    path("s/<int:number>/<str:token>", statement_page),
    path("s/<int:number>/<str:token>/proof.json", statement_proof),
    path("health/live", health.live),
    path("health/ready", health.ready),
]

handler400 = "config.refusals.bad_request"
handler404 = "config.refusals.not_found"
handler500 = "config.refusals.failed"
