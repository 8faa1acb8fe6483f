"""What a document says about emissions and who bears their cost (CO2KostAufG § 3)."""

from collections.abc import Iterator, Sequence

from utilbill.billing.emissions import EmissionStatement
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Heading, Note
from utilbill.documents.texts import text


def emission_blocks(
    statement: EmissionStatement, formats: Formats, named: str = "", level: int = 2
) -> Iterator[Block]:
    """Yield the blocks of one statement.

    Args:
        statement: Emissions, their cost, and its division where a house is let.
        formats: How the language writes.
        named: Number of the contract, where a document holds several.
        level: Level of the heading.
    """
    language = formats.language
    costs, money = statement.costs, formats.money_with_currency
    yield Heading(text("emissions", language) + (f": {named}" if named else ""), level)
    facts = [
        ("emitted", formats.quantity(costs.printed_emissions)),
        ("emission_cost", money(costs.gross)),
        ("emission_cost_net", money(costs.net)),
        ("emission_factor", f"{formats.number(costs.factor)} kg/kWh"),
        ("energy_content", formats.quantity(costs.energy)),
    ]
    if statement.share and statement.landlord and statement.tenant:
        share = statement.share
        part = f"{money(statement.landlord)} ({formats.number(share.percent)} %)"
        facts += [
            ("per_square_metre", f"{formats.number(share.per_square_metre)} kg/m²"),
            ("landlord", part),
            ("tenant", money(statement.tenant)),
        ]
    yield Facts(tuple((text(key, language), value) for key, value in facts))
    yield Note(text("emission_claims", language))


def emission_document(statements: Sequence[EmissionStatement], language: str = "en") -> Document:
    """Return the emissions of some supplies as a document."""
    formats = Formats(language)
    blocks = [
        block
        for statement in statements
        for block in emission_blocks(statement, formats, statement.contract, 1)
    ]
    return Document(text("emissions", language), language, tuple(blocks))
