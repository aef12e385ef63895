"""The addresses of PayPal's API that this stand-in answers."""

from flask import Blueprint, Response, abort

from standins.paypal import captures, oauth, orders, refunds
from standins.paypal.calls import Calls, Handler
from standins.paypal.context import Context

ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("POST", "/v1/oauth2/token", "token", oauth.grant),
    ("POST", "/v2/checkout/orders", "create", orders.create),
    ("GET", "/v2/checkout/orders/<resource_id>", "read", orders.read),
    ("POST", "/v2/checkout/orders/<resource_id>/capture", "capture", captures.capture),
    ("GET", "/v2/payments/captures/<resource_id>", "read_capture", captures.read),
    ("POST", "/v2/payments/captures/<resource_id>/refund", "refund", refunds.refund),
    ("GET", "/v2/payments/refunds/<resource_id>", "read_refund", refunds.read),
)


def blueprint(context: Context) -> Blueprint:
    """Serve tokens, orders, captures, refunds and the webhook certificate."""
    api, calls = Blueprint("api", __name__), Calls(context)
    for method, path, operation, handler in ROUTES:
        _route(api, calls, method=method, path=path, operation=operation, handler=handler)

    @api.get("/v1/notifications/certs/<certificate_id>")
    def certificate(certificate_id: str) -> Response:
        pair = context.signer.pair
        if certificate_id != pair.certificate_id:
            abort(404)
        return Response(pair.certificate_pem, content_type="application/x-pem-file")

    return api


def _route(api: Blueprint, calls: Calls, *, method: str, path: str, operation: str, handler: Handler) -> None:
    def view(resource_id: str = "") -> Response:
        return calls.serve(operation, handler, resource_id)

    api.add_url_rule(path, operation, view, methods=[method])
