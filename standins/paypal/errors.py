"""PayPal's refusals: which HTTP status an issue has, and the body that carries it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

Json = dict[str, object]

NAMES: Mapping[int, tuple[str, str]] = {
    400: ("INVALID_REQUEST", "Request is not well-formed, syntactically incorrect, or violates schema."),
    401: (
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to missing authorization header, or invalid authentication credentials.",
    ),
    403: ("NOT_AUTHORIZED", "Authorization failed due to insufficient permissions."),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    405: ("METHOD_NOT_SUPPORTED", "The server does not implement the requested HTTP method."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    415: ("UNSUPPORTED_MEDIA_TYPE", "The server does not support the request payload's media type."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business validation.",
    ),
    429: ("RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error occurred."),
    503: ("SERVICE_UNAVAILABLE", "Service Unavailable."),
}

# Every issue that is not here is answered with 422, as in PayPal's own list.
STATUSES: Mapping[str, int] = {
    "CONSENT_NEEDED": 403,
    "DUPLICATE_REQUEST_ID": 400,
    "INTERNAL_SERVER_ERROR": 500,
    "INVALID_ACCOUNT_STATUS": 401,
    "INVALID_ARRAY_MAX_ITEMS": 400,
    "INVALID_ARRAY_MIN_ITEMS": 400,
    "INVALID_PARAMETER_SYNTAX": 400,
    "INVALID_PARAMETER_VALUE": 400,
    "INVALID_RESOURCE_ID": 404,
    "INVALID_STRING_LENGTH": 400,
    "MALFORMED_REQUEST_JSON": 400,
    "MISSING_REQUIRED_PARAMETER": 400,
    "NOT_SUPPORTED": 400,
    "PAYPAL_REQUEST_ID_REQUIRED": 400,
    "PERMISSION_DENIED": 403,
    "PREVIOUS_REQUEST_IN_PROGRESS": 409,
}

# PayPal's published wording, one issue a line: its specification admits no other.
DESCRIPTIONS: Mapping[str, str] = dict(
    line.split("\t", 1) for line in Path(__file__).with_name("issues.tsv").read_text(encoding="utf-8").splitlines()
) | {"DUPLICATE_REQUEST_ID": "The value of PayPal-Request-Id header has already been used"}

# Issues whose answer carries a link that sends the payer back to choose again.
LINKED = {
    "INSTRUMENT_DECLINED": "redirect",
    "PAYER_ACTION_REQUIRED": "payer-action",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING": "redirect",
}


class Refused(Exception):
    """A call PayPal refuses. Carries the issue and the field; the transaction it leaves is still committed."""

    def __init__(self, issue: str, *, field: str = "", value: str = "", order_id: str = "") -> None:
        super().__init__(issue)
        self.issue, self.field, self.value, self.order_id = issue, field, value, order_id

    @property
    def status(self) -> int:
        """Tell the HTTP status PayPal gives this issue."""
        return STATUSES.get(self.issue, 422)


def body(status: int, *, debug_id: str, details: Sequence[Json] = (), links: Sequence[Json] = ()) -> Json:
    """Write PayPal's error body for a status."""
    name, message = NAMES[status]
    answer: Json = {"name": name, "message": message, "debug_id": debug_id, "links": list(links)}
    if details:
        answer["details"] = list(details)
    return answer


def refusal_body(refusal: Refused, *, debug_id: str, base_url: str) -> Json:
    """Write PayPal's error body for a refusal, with the payer's link where the issue has one."""
    issue = refusal.issue
    detail: Json = {
        "issue": issue,
        "description": DESCRIPTIONS.get(issue, issue.replace("_", " ").capitalize()),
    }
    if refusal.field:
        detail |= {"field": refusal.field, "value": refusal.value, "location": "body"}
    links: list[Json] = [
        {"href": f"https://developer.paypal.com/docs/api/orders/v2/#error-{issue}", "rel": "information_link"}
    ]
    if issue in LINKED and refusal.order_id:
        href = f"{base_url}/checkoutnow?token={refusal.order_id}"
        links.append({"href": href, "rel": LINKED[issue], "method": "GET"})
    details = [detail] if refusal.status < 500 else []
    answer = body(refusal.status, debug_id=debug_id, details=details, links=links)
    if issue == "DUPLICATE_REQUEST_ID":  # the one issue that PayPal names at the top of the body
        answer |= {"name": issue, "message": DESCRIPTIONS[issue]}
    return answer
