"""The addresses of the platform, the same on every host; what they mean is decided by the host."""

from django.urls import path, re_path

from api.graphiql.view import graphiql_asset, graphiql_examples
from api.reference.view import reference_page
from api.view import graphql_view
from api.web import oauth
from api.web.apply import pages as apply
from api.web.bank_answers import bank_answers_view
from api.web.bank_files import bank_file_view
from api.web.bank_statements import bank_statements_view
from api.web.files import document_view, file_view, files_view
from api.web.journal import journal_view
from api.web.minutes import minutes_file
from api.web.open_data import cooperative_document, cooperatives_feed, product_document, products_feed
from api.web.pictures import picture_view
from api.web.public import statement_page, statement_proof
from api.web.signin import consent, entrance, links
from api.web.statements import statement_file
from api.web.stripe_webhook import stripe_webhook
from config import health

urlpatterns = [
    path("graphql/", graphql_view),
    path("graphql/assets/<str:name>", graphiql_asset),
    path("graphql/examples.json", graphiql_examples),
    path("reference/", reference_page),
    path("reference/<str:name>", reference_page),
    path("accounting/journals/<uuid:export_id>.csv", journal_view),
    path("reconciliation/bank-statements", bank_statements_view),
    path("stripe/webhook", stripe_webhook),
    path("payouts/bank-answers", bank_answers_view),
    path("payouts/batches/<uuid:batch_id>/bank-file", bank_file_view),
    re_path(r"^statements/(?P<number>[1-9][0-9]{0,17})\.(?P<kind>pdf|csv|json)$", statement_file),
    path("selection/decisions/<uuid:decision_id>.pdf", minutes_file),
    path("s/<int:number>/<str:token>", statement_page),
    path("s/<int:number>/<str:token>/proof.json", statement_proof),
    path("open/cooperatives", cooperatives_feed),
    path("open/cooperatives/<str:code>", cooperative_document),
    path("open/products", products_feed),
    path("open/products/<str:code>", product_document),
    path("oauth/token", oauth.token_view),
    path("oauth/revoke", oauth.revocation_view),
    path("oauth/introspect", oauth.introspection_view),
    path("oauth/keys", oauth.keys_view),
    path(".well-known/oauth-authorization-server", oauth.metadata_view),
    path("account/", entrance.home_page),
    path("account/sign-in", entrance.sign_in_page),
    path("account/code", entrance.code_page),
    path("account/sign-out", entrance.sign_out_page),
    path("account/authorize", consent.authorize_page),
    path("account/recovery", links.recovery_page),
    path("account/recovery/<str:secret>", links.new_password_page),
    path("account/apply", apply.apply_page),
    path("account/apply/<str:secret>", apply.application_page),
    path("account/invitation/<str:secret>", links.invitation_page),
    path("documents/<uuid:document_id>", document_view),
    re_path(r"^media/(?P<media_id>[0-9a-f-]{36})/(?P<preset>thumb|card|full)\.webp$", picture_view),
    path("files", files_view),
    path("files/<uuid:file_id>", file_view),
    path("health/live", health.live),
    path("health/ready", health.ready),
]

handler400 = "config.refusals.bad_request"
handler403 = "config.refusals.forbidden"
handler404 = "config.refusals.not_found"
handler500 = "config.refusals.failed"
