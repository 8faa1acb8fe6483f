"""What German law asks of the contents of bills: the predicates that look at German law."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

import attrs

from utilbill.documents.content_predicates import PREDICATES, of_product
from utilbill.documents.contents import ContentRules, ContentSubject, Predicate
from utilbill.documents.contents_parser import parse_contents
from utilbill.law.errors import BeyondHorizonError, NotInForceError
from utilbill.law.parameter import LawBook
from utilbill.markets.de.bill_dates import check_dates
from utilbill.markets.market import PackData
from utilbill.values.period import Period

_LEVIES = ("eeg", "kwkg", "offshore", "stromnev19", "ablav", "gas_storage")


def german_contents(data: PackData) -> ContentRules:
    """Return what German law asks of bills, from ``contents/bill.yaml``.

    Examples:
        >>> from utilbill import market
        >>> market("DE").contents.known_from
        datetime.date(2011, 8, 4)
    """
    predicates = {**PREDICATES, **_german(data.law)}
    rules = parse_contents(data.settings["contents/bill.yaml"], predicates)
    return attrs.evolve(rules, dates=partial(check_dates, data.law))


def _german(law: LawBook) -> Mapping[str, Predicate]:
    found: dict[str, Predicate] = {
        "no_small_invoice": lambda subject: not _small(law, subject),
        "energy_label_current": lambda subject: _label_current(law, subject),
        "storage_levy_end": of_product(lambda held: held.storage_levy),
        "storage_levy_ends": lambda subject: _storage_levy_ends(law, subject.settlement.period),
        "emissions_period": lambda subject: _known(
            law, "de.supply.co2_refund_claim", subject.settlement.period.start
        ),
    }
    for name in _LEVIES:
        found[f"levy_{name}"] = _levy_shown(name)
        found[f"levy_{name}_in_force"] = _levy_in_force(law, name)
    return found


def _known(law: LawBook, name: str, day: dt.date) -> bool:
    try:
        law[name].at(day)
    except NotInForceError:
        return False
    return True


def _small(law: LawBook, subject: ContentSubject) -> bool:
    """Tell whether an invoice may be in short form (Kleinbetragsrechnung), UStDV § 33."""
    name = "de.supply.small_invoice_limit"
    if not _known(law, name, subject.day):
        return False
    limit = law[name].at(subject.day).value
    return limit is not None and subject.bill.totals.gross.amount <= limit


def _label_current(law: LawBook, subject: ContentSubject) -> bool:
    """Tell whether the energy label is of a year that may be shown, EnWG § 42 Abs. 1 Nr. 1."""
    product = subject.settlement.contract.product
    if product is None or product.energy_label is None:
        return False
    figure = law["de.supply.energy_label_month"].at(subject.day).value
    renewed = figure is not None and subject.day.month >= figure
    oldest = subject.day.year - (1 if renewed else 2)
    return oldest <= product.energy_label.year <= subject.day.year


def _storage_levy_ends(law: LawBook, period: Period) -> bool:
    """Tell whether the gas storage levy ends on one of some days, EnWG § 35g Abs. 7."""
    entries = law["de.levy.gas_storage"].timeline.entries
    return any(held.since in period for held in entries if held.value.value == 0)


def _levy_shown(name: str) -> Predicate:
    def shown(subject: ContentSubject) -> bool:
        held = subject.settlement
        named = {line.component for line in held.lines}
        return name in named | {absence.component for absence in held.absences}

    return shown


def _levy_in_force(law: LawBook, name: str) -> Predicate:
    def in_force(subject: ContentSubject) -> bool:
        return _exists(law, f"de.levy.{name}", subject.settlement.period)

    return in_force


def _exists(law: LawBook, name: str, period: Period) -> bool:
    """Tell whether there is a levy on a day of a period; what is not known counts as there."""
    try:
        pieces = law[name].pieces(period)
    except (BeyondHorizonError, NotInForceError):
        return True
    return any(figure.value for _, figure in pieces)
