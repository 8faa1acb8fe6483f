"""The words that explain a difference, and how figures stand in them."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.bill_difference import BillDifference, Factor, FigureChange
from utilbill.documents.formats import Formats
from utilbill.documents.texts import text
from utilbill.values.explanation import Label, decimal_of
from utilbill.values.rounding import RoundingRule, decimal_step

#: The names of factors, in tables and plots.
FACTORS: Final = {
    Factor.DAYS: Label("Days", "Tage"),
    Factor.WEATHER: Label("Weather", "Witterung"),
    Factor.QUANTITY: Label("Quantity", "Menge"),
    Factor.PRICE: Label("Prices", "Preise"),
    Factor.LEVIES: Label("Levies", "Umlagen und Abgaben"),
    Factor.TAX: Label("Value added tax", "Umsatzsteuer"),
    Factor.ONE_OFFS: Label("One-offs", "Einmaliges"),
    Factor.INSTALLMENTS: Label("Installments", "Abschläge"),
    Factor.ROUNDING: Label("Rounding", "Rundung"),
}

WORDS: Final = {
    "title": Label("Why is this bill different?", "Warum ist diese Rechnung anders?"),
    "parts": Label("Parts of the difference", "Teile des Unterschieds"),
    "factor": Label("reason", "Grund"),
    "old": Label("Old balance", "Alter Saldo"),
    "new": Label("New balance", "Neuer Saldo"),
    "running": Label("balance", "Saldo"),
    "sum": Label("Difference", "Unterschied"),
    "due": Label("{} due", "{} Nachzahlung"),
    "credit": Label("{} credit", "{} Guthaben"),
    "more": Label("{}: {} more.", "{}: {} mehr."),
    "less": Label("{}: {} less.", "{}: {} weniger."),
    "ends": Label(
        "The new bill ends with {} instead of {}", "Die neue Rechnung endet mit {} statt mit {}"
    ),
    "amount_due": Label("The amount due", "Die Nachzahlung"),
    "credit_of_bill": Label("The credit", "Das Guthaben"),
    "more_credit": Label("{}: {} more credit.", "{}: {} mehr Guthaben."),
    "less_credit": Label("{}: {} less credit.", "{}: {} weniger Guthaben."),
    "ends_alike": Label("Both bills end with {}.", "Beide Rechnungen enden mit {}."),
    "rose": Label("{} rose from {} to {}", "{} stieg von {} auf {}"),
    "fell": Label("{} fell from {} to {}", "{} sank von {} auf {}"),
    "rose_on_average": Label(
        "{} rose on average from {} to {}", "{} stieg im Mittel von {} auf {}"
    ),
    "fell_on_average": Label("{} fell on average from {} to {}", "{} sank im Mittel von {} auf {}"),
    "came": Label("{} came in at {}", "{} kam mit {} hinzu"),
    "ended": Label("{}, {} before, ended", "{}, bisher {}, entfiel"),
    "reckoned": Label("{} is reckoned differently", "{} wird anders gerechnet"),
    "other": Label("another one changed", "ein weiterer Preis änderte sich"),
    "others": Label("{} others changed", "{} weitere Preise änderten sich"),
    "days": Label("{} days were settled instead of {}", "Es wurden {} statt {} Tage abgerechnet"),
    "shares_of_time": Label("Time counts differently", "Zeiträume zählen anders"),
    "only_new": Label("It is on the new bill only", "Das steht nur auf der neuen Rechnung"),
    "only_old": Label("It is on the old bill only", "Das steht nur auf der alten Rechnung"),
    "colder": Label(
        "It was colder, with {} degree days instead of {}",
        "Es war kälter, mit {} statt {} Gradtagen",
    ),
    "warmer": Label(
        "It was warmer, with {} degree days instead of {}",
        "Es war wärmer, mit {} statt {} Gradtagen",
    ),
    "weather": Label("The weather differed", "Die Witterung war anders"),
    "use": Label("Consumption", "Der Verbrauch"),
    "use_per_day": Label("Consumption per day", "Der Verbrauch je Tag"),
    "use_per_degree_day": Label("Consumption per degree day", "Der Verbrauch je Gradtag"),
    "quantities": Label("Quantities differ", "Die Mengen sind andere"),
    "count": Label("{} is for {} instead of {}", "{} gilt für {} statt {}"),
    "old_estimated": Label(", the old figure was estimated", ", der alte Wert war geschätzt"),
    "new_estimated": Label(", the new figure is estimated", ", der neue Wert ist geschätzt"),
    "estimated": Label(", both figures are estimated", ", beide Werte sind geschätzt"),
    "estimate_replaced": Label(
        "Instead of the estimated {}, {} were measured",
        "Statt der geschätzten {} wurden {} gemessen",
    ),
    "prices": Label("{} prices changed", "Es änderten sich {} Preise"),
    "price": Label("Prices are reckoned differently", "Preise werden anders gerechnet"),
    "levies_together": Label(
        "Changed levies together", "Die Summe der geänderten Umlagen und Abgaben"
    ),
    "levies": Label("{} levies changed", "Es änderten sich {} Umlagen und Abgaben"),
    "levy": Label("Levies are reckoned differently", "Umlagen werden anders gerechnet"),
    "tax": Label("Value added tax", "Die Umsatzsteuer"),
    "tax_reckoned": Label(
        "Value added tax is reckoned differently", "Die Umsatzsteuer wird anders gerechnet"
    ),
    "one_offs_differ": Label("One-off amounts differ", "Einmalige Posten sind andere"),
    "installments_differ": Label("Other installments are deducted", "Die Abschläge sind andere"),
    "one_off": Label("{} is {} instead of {}", "{} beträgt {} statt {}"),
    "one_offs": Label(
        "One-off amounts are {} instead of {} together",
        "Einmalige Posten betragen zusammen {} statt {}",
    ),
    "deducted": Label(
        "Installments of {} instead of {} are deducted",
        "Es werden Abschläge von {} statt {} abgezogen",
    ),
    "rounding": Label("The rest comes from rounding", "Der Rest entsteht durch Rundung"),
}


def supply_names(
    difference: BillDifference, language: str, *, always: bool = False
) -> tuple[str, ...]:
    """Return what is said before the parts of each supply; nothing where there is only one.

    Supplies of one commodity are told apart by their contracts.
    """
    if len(difference.supplies) == 1 and not always:
        return ("",)
    commodities = [held.commodity for held in difference.supplies]
    found = []
    for supply in difference.supplies:
        name = text(supply.commodity.value, language)
        contract = next((held for held in reversed(supply.contracts) if held), "")
        alone = commodities.count(supply.commodity) == 1
        found.append(f"{name}: " if alone else f"{name} {contract}: ")
    return tuple(found)


def word(key: str, language: str) -> str:
    """Return a text in a language; English where the language has none.

    Examples:
        >>> word("sum", "de"), word("sum", "sv")
        ('Unterschied', 'Difference')
    """
    return WORDS[key].in_language(language)


_ARTICLES: Final = {
    "der": "preis tarif bonus rabatt betrag beitrag zuschlag aufschlag anteil nachlass",
    "die": "gebühr umlage steuer abgabe pauschale gutschrift miete ung",
    "das": "entgelt wasser",
}
_QUOTED: Final = {"de": "der Posten „{}“"}


def named(label: Label, language: str) -> str:
    """Return a name as a sentence needs it: without provision, in German with its article.

    Examples:
        >>> named(Label("Unit price", "Arbeitspreis Gas"), "de")
        'der Arbeitspreis Gas'
        >>> named(Label("Grid levy (§ 19 StromNEV)", "§ 19 StromNEV-Umlage"), "de")
        'die StromNEV-Umlage'
        >>> named(Label("Extra", "Extra"), "de"), named(Label("Unit price"), "en")
        ('der Posten „Extra“', 'unit price')
    """
    name = _without_provision(label.in_language(language))
    if language not in _QUOTED or not label.de:
        first = name.partition(" ")[0]
        return name if first[1:] != first[1:].lower() else name[:1].lower() + name[1:]
    head = name.partition(" ")[0].rstrip(",").lower()
    for article, endings in _ARTICLES.items():
        if head.endswith(tuple(endings.split())):
            return f"{article} {name}"
    return _QUOTED[language].format(name)


def _without_provision(name: str) -> str:
    """Leave out a paragraph sign with its number, and brackets that hold them."""
    outside, bracket, inside = name.partition(" (")
    if bracket and "§" in inside:
        name = outside + inside.partition(")")[2]
    words = name.split()
    while any("§" in held for held in words):
        at = next(place for place, held in enumerate(words) if "§" in held)
        del words[at : at + (2 if words[at].strip("§") == "" else 1)]
    return " ".join(words)


@attrs.frozen
class Figures:
    """Writes figures of a change; what is no short decimal is rounded for the reader."""

    formats: Formats

    def number(self, value: Fraction, least: int, most: int) -> str:
        """Write a number with some decimals at least and at most."""
        step = decimal_step(most)
        rounded = RoundingRule("shown", step)(value)
        return self.formats.number(decimal_of(Fraction(rounded)) + Decimal(0), least)

    def pair(self, change: FigureChange) -> tuple[str, str]:
        """Write the old figure without and the new one with its unit."""
        old, new = self.both(change)
        return old, f"{new} {self.unit(change)}"

    def turned(self, change: FigureChange) -> tuple[str, str]:
        """Write the new figure without and the old one with its unit."""
        old, new = self.both(change)
        return new, f"{old} {self.unit(change)}"

    def unit(self, change: FigureChange) -> str:
        """Write the unit; what a sentence says in words is left out."""
        per_time = change.unit.partition("/")
        shown = per_time[0] if per_time[2] in _SAID else change.unit
        return self.formats.unit(shown)

    def both(self, change: FigureChange) -> tuple[str, str]:
        """Write both figures alike, with as many decimals as tell them apart."""
        least = 0 if change.unit in _COUNTED or change.unit.partition("/")[2] in _SAID else 2
        values = [held or Fraction(0) for held in (change.old, change.new)]
        short = all(_is_short(held) for held in values)
        for most in (_LONGEST if short else 2, _LONGEST, 2 * _LONGEST):
            old, new = (self.number(held, least, most) for held in values)
            if old != new or values[0] == values[1]:
                break
        return old, new


_SAID: Final = ("day", "K·day")
_COUNTED: Final = ("day", "K·day", "%", "kWh", "m³", "kW", "m²", "person", "unit")
_LONGEST: Final = 4


def _is_short(value: Fraction) -> bool:
    return not (value * 10**_LONGEST).denominator > 1
