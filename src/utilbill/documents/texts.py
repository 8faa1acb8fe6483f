"""The words of documents: keys with one text per language. A new language is a new column."""

from typing import Final

_TEXTS: Final[dict[str, dict[str, str]]] = {
    "bill": {"en": "Bill", "de": "Rechnung"},
    "draft": {"en": "Draft, not yet released", "de": "Entwurf, noch nicht freigegeben"},
    "supplier": {"en": "Supplier", "de": "Lieferant"},
    "customer": {"en": "Customer", "de": "Kunde"},
    "contract": {"en": "Contract", "de": "Vertrag"},
    "supply_point": {"en": "Supply address", "de": "Verbrauchsstelle"},
    "market_location": {"en": "Market location", "de": "Marktlokation"},
    "metering_location": {"en": "Metering location", "de": "Messlokation"},
    "document_date": {"en": "Date", "de": "Rechnungsdatum"},
    "due_date": {"en": "Due", "de": "Fällig am"},
    "period": {"en": "Period", "de": "Zeitraum"},
    "days": {"en": "days", "de": "Tage"},
    "price_sheet": {"en": "Price sheet", "de": "Preisblatt"},
    "prices_net": {"en": "prices without value added tax", "de": "Preise ohne Umsatzsteuer"},
    "prices_gross": {"en": "prices with value added tax", "de": "Preise mit Umsatzsteuer"},
    "spreading": {"en": "Consumption spread", "de": "Verbrauch aufgeteilt"},
    "electricity": {"en": "Electricity", "de": "Strom"},
    "gas": {"en": "Gas", "de": "Gas"},
    "water": {"en": "Water", "de": "Wasser"},
    "waste_water": {"en": "Waste water", "de": "Abwasser"},
    "heat": {"en": "Heat", "de": "Wärme"},
    "service": {"en": "Service", "de": "Dienstleistung"},
    "periodic": {"en": "settlement", "de": "Abrechnung"},
    "interim": {"en": "interim settlement", "de": "Zwischenabrechnung"},
    "final": {"en": "final settlement", "de": "Schlussrechnung"},
    "readings": {"en": "Meter readings", "de": "Zählerstände"},
    "register": {"en": "Register", "de": "Zählwerk"},
    "from": {"en": "from", "de": "von"},
    "to": {"en": "to", "de": "bis"},
    "opening": {"en": "reading", "de": "Stand"},
    "closing": {"en": "reading", "de": "Stand"},
    "consumption": {"en": "consumption", "de": "Verbrauch"},
    "how_read": {"en": "how read", "de": "Ableseart"},
    "lines": {"en": "Charges", "de": "Ihre Kosten"},
    "position": {"en": "position", "de": "Position"},
    "quantity": {"en": "quantity", "de": "Menge"},
    "price": {"en": "price", "de": "Preis"},
    "amount": {"en": "amount", "de": "Betrag"},
    "net": {"en": "Net amount", "de": "Nettobetrag"},
    "gross": {"en": "Gross amount", "de": "Bruttobetrag"},
    "on_net": {"en": "on", "de": "auf"},
    "contained_tax": {"en": "contained", "de": "enthalten"},
    "payable_rounding": {"en": "Rounding", "de": "Rundung"},
    "received": {"en": "Installments received", "de": "Erhaltene Abschläge"},
    "invoiced": {"en": "Installments invoiced", "de": "In Rechnung gestellte Abschläge"},
    "deducted": {"en": "Installments deducted", "de": "Abzüglich Abschläge"},
    "unpaid": {
        "en": "Installments invoiced and not paid; they stay due on their own days",
        "de": "In Rechnung gestellte, nicht gezahlte Abschläge; sie bleiben an ihren Tagen fällig",
    },
    "of_which_tax": {"en": "of which value added tax", "de": "darin Umsatzsteuer"},
    "due": {"en": "Amount due", "de": "Nachzahlung"},
    "credit": {"en": "Credit", "de": "Guthaben"},
    "even": {"en": "Balance", "de": "Saldo"},
    "contained": {
        "en": "Contained in these prices (for information)",
        "de": "In diesen Preisen enthalten (nachrichtlich)",
    },
    "contained_net": {
        "en": "Contained in these prices (for information, without value added tax)",
        "de": "In diesen Preisen enthalten (nachrichtlich, ohne Umsatzsteuer)",
    },
    "tax_number": {"en": "Tax number", "de": "Steuernummer"},
    "state_number": {"en": "State number", "de": "Zustandszahl"},
    "calorific_value": {"en": "Calorific value", "de": "Abrechnungsbrennwert"},
    "tax_below": {
        "en": "Value added tax: see the sum of all supplies",
        "de": "Umsatzsteuer: siehe Summe aller Lieferungen",
    },
    "emissions": {"en": "Emissions (CO2KostAufG)", "de": "CO2-Kosten (CO2KostAufG)"},
    "emitted": {"en": "Emissions", "de": "Brennstoffemissionen"},
    "emission_cost": {
        "en": "Cost of the emissions with value added tax",
        "de": "CO2-Kosten mit Umsatzsteuer",
    },
    "emission_cost_net": {"en": "of which without tax", "de": "davon ohne Umsatzsteuer"},
    "emission_factor": {
        "en": "Emission factor (net calorific value)",
        "de": "Emissionsfaktor (heizwertbezogen)",
    },
    "energy_content": {
        "en": "Energy content (gross calorific value)",
        "de": "Energiegehalt (brennwertbezogen)",
    },
    "per_square_metre": {"en": "Emissions per m² and year", "de": "Ausstoß je m² und Jahr"},
    "landlord": {"en": "Landlord's part", "de": "Anteil Vermieter"},
    "tenant": {"en": "Tenants' part", "de": "Anteil Mieter"},
    "emission_claims": {
        "en": "Tenants with a contract of their own may claim the landlord's part within twelve "
        "months (CO2KostAufG §§ 6 Abs. 2, 8 Abs. 2).",
        "de": "Mieter mit eigenem Vertrag können die Erstattung des Vermieteranteils binnen zwölf "
        "Monaten verlangen (CO2KostAufG § 6 Abs. 2, § 8 Abs. 2).",
    },
    "sum_of_supplies": {"en": "Sum of all supplies", "de": "Summe aller Lieferungen"},
    "plan": {"en": "Next installments", "de": "Nächste Abschläge"},
    "plan_due": {"en": "due", "de": "fällig am"},
    "plan_total": {"en": "Expected cost", "de": "Voraussichtliche Kosten"},
    "plan_remainder": {
        "en": "Left for the settlement",
        "de": "Verbleibt für die Abrechnung",
    },
    "statutory": {
        "en": "Statutory parts (charged and contained)",
        "de": "Steuern, Abgaben und Umlagen (berechnet und enthalten)",
    },
    "net_price": {"en": "net", "de": "netto"},
    "gross_price": {"en": "gross", "de": "brutto"},
    "unit": {"en": "unit", "de": "Einheit"},
    "energy": {"en": "Volume and energy", "de": "Volumen und Energie"},
    "volume": {"en": "volume", "de": "Volumen"},
    "factors": {"en": "factors", "de": "Faktoren"},
    "energy_amount": {"en": "energy", "de": "Energie"},
    "derivation": {"en": "How it came about", "de": "Herleitung"},
    "heat_costs": {"en": "Heat and hot water", "de": "Heizkostenabrechnung"},
    "building": {"en": "Building", "de": "Liegenschaft"},
    "accounting_period": {"en": "Accounting period", "de": "Abrechnungszeitraum"},
    "total_costs": {"en": "Costs of the plant", "de": "Kosten der Anlage"},
    "landlord_emissions": {
        "en": "less the landlord's part for emissions",
        "de": "abzüglich CO2-Kosten des Vermieters",
    },
    "shared_costs": {"en": "Shared among the users", "de": "Auf die Nutzer verteilt"},
    "hot_water_heat": {"en": "Heat of hot water", "de": "Wärmemenge des Warmwassers"},
    "hot_water_percent": {"en": "Share of hot water", "de": "Anteil des Warmwassers"},
    "division": {"en": "Division of the costs", "de": "Aufteilung der Kosten"},
    "heating": {"en": "Heating", "de": "Heizung"},
    "hot_water": {"en": "Hot water", "de": "Warmwasser"},
    "heating_base": {"en": "Heating, base cost", "de": "Heizung, Grundkosten"},
    "heating_consumption": {
        "en": "Heating, consumption cost",
        "de": "Heizung, Verbrauchskosten",
    },
    "hot_water_base": {"en": "Hot water, base cost", "de": "Warmwasser, Grundkosten"},
    "hot_water_consumption": {
        "en": "Hot water, consumption cost",
        "de": "Warmwasser, Verbrauchskosten",
    },
    "users": {"en": "Users", "de": "Nutzer"},
    "flat": {"en": "flat", "de": "Einheit"},
    "user": {"en": "user", "de": "Nutzer"},
    "cost": {"en": "cost", "de": "Kosten"},
    "of_all": {"en": "of all", "de": "insgesamt"},
    "own": {"en": "own", "de": "davon"},
    "total": {"en": "total", "de": "Summe"},
    "paid_in_advance": {"en": "paid in advance", "de": "Vorauszahlungen"},
    "balance": {"en": "balance", "de": "Saldo"},
    "of_which_emissions": {"en": "of which cost of emissions", "de": "darin CO2-Kosten"},
    "units": {"en": "units", "de": "Einheiten"},
    "notes": {"en": "Notes", "de": "Hinweise"},
    "estimate_marked": {
        "en": "Quantities marked with * rest on an estimated or substituted reading.",
        "de": "Mit * gekennzeichnete Mengen beruhen auf einem geschätzten Wert oder Ersatzwert.",
    },
    "tax_word": {"en": "Value added tax", "de": "Umsatzsteuer"},
    "rounded": {"en": "rounded", "de": "gerundet"},
    "share": {"en": "part", "de": "Anteil"},
    "of": {"en": "of", "de": "von"},
    "source": {"en": "source", "de": "Quelle"},
    "half_up": {"en": "to the nearest, halves away from zero", "de": "kaufmännisch"},
    "half_even": {"en": "to the nearest, halves to even", "de": "Hälften zur geraden Ziffer"},
    "up": {"en": "away from zero", "de": "von null weg"},
    "down": {"en": "towards zero", "de": "zur Null hin"},
    "ceiling": {"en": "upwards", "de": "aufwärts"},
    "floor": {"en": "downwards", "de": "abwärts"},
}


def text(key: str, language: str) -> str:
    """Return a text in a language; English where the language has none.

    Examples:
        >>> text("due", "de"), text("due", "sv")
        ('Nachzahlung', 'Amount due')
    """
    entry = _TEXTS[key]
    return entry.get(language, entry["en"])


def languages() -> frozenset[str]:
    """Return the languages that have every text."""
    sets = [frozenset(entry) for entry in _TEXTS.values()]
    return frozenset.intersection(*sets)
