"""Why paying by a link to renew did not begin."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from tmcard.services import paying
from tmcard.services.quoting import NoSuchPlan, NotNow
from tmcard.web.unbegun import TROUBLES, Said

MOVED = Said(
    _("This has changed since the page was opened"),
    _("Nothing has been charged. Look at the plan, its price and its end once more, then pay."),
)
STOPS: Mapping[type[Exception], Said] = {
    **dict.fromkeys((NoSuchPlan, NotNow, paying.PlanWithdrawn, paying.QuoteEnded), MOVED),
    **TROUBLES,
}
