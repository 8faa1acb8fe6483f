"""Price sheets of BO4E: in, billed, and out again."""

import json
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.values.errors import CurrencyMismatchError, FileError, MissingChoiceError

NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})
YEAR = ub.Period.of_year(2025)
TOTAL = "1-0:1.8.0"


def position(kind, price, per="KWH", unit="CT", **fields):
    tiers = [{"einheitspreis": price}] if isinstance(price, str) else price
    return {
        "leistungstyp": kind,
        "leistungsbezeichnung": kind.capitalize(),
        "preiseinheit": unit,
        "bezugsgroesse": per,
        "preisstaffeln": tiers,
        **fields,
    }


def tiers(*rows):
    names = ("einheitspreis", "staffelgrenzeVon", "staffelgrenzeBis")
    return [{name: value for name, value in zip(names, row, strict=True) if value} for row in rows]


def sheet(*positions, **fields):
    return {
        "_typ": "PREISBLATTNETZNUTZUNG",
        "bezeichnung": "Netz 2025",
        "preispositionen": list(positions),
        **fields,
    }


def read(*positions, **fields):
    data = sheet(*positions, **fields)
    return ub.read_bo4e(json.dumps(data), basis="net", proration="days_365")


def contract(*registers):
    return ub.Contract(
        id="C-1",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register(name) for name in registers]
        ),
    )


def settled(held, quantities):
    readings = [
        ub.Reading(name, day, value)
        for name, amount in quantities.items()
        for day, value in ((YEAR.start, 0), (YEAR.end, amount))
    ]
    return ub.settle(contract(*quantities), YEAR, readings, held.sheet, taxation=NO_TAX)


def amounts(found):
    return {line.component: line.amount.amount for line in found.lines}


def test_a_sheet_of_grid_use_bills_a_year():
    held = read(
        position("GRUNDPREIS", "65.00", "JAHR", "EUR"),
        position("ARBEITSPREIS_WIRKARBEIT", "7.31"),
        position("KWK_UMLAGE", "0.277"),
        position("KONZESSIONS_ABGABE", "1.99"),
        position("MESSSTELLENBETRIEB", "0.05", "TAG", "EUR"),
    )
    found = amounts(settled(held, {TOTAL: 3500}))

    assert found == {
        "grundpreis": 65,
        "arbeitspreis_wirkarbeit": Decimal("255.85"),
        "kwk_umlage": Decimal("9.70"),  # 9.695, half up
        "konzessions_abgabe": Decimal("69.65"),
        "messstellenbetrieb": Decimal("18.25"),
    }
    roles = [component.role.value for component in held.sheet.components]
    assert roles == ["grid", "grid", "levy", "concession", "metering"]
    assert held.unmatched == ()


def test_peak_and_off_peak_have_registers_of_their_own():
    held = read(
        position("ARBEITSPREIS_WIRKARBEIT", "8", tarifzeit="TZ_HT"),
        position("ARBEITSPREIS_WIRKARBEIT", "5", tarifzeit="TZ_NT"),
    )
    found = amounts(settled(held, {"1-0:1.8.1": 1000, "1-0:1.8.2": 500}))
    assert found == {"arbeitspreis_wirkarbeit_ht": 80, "arbeitspreis_wirkarbeit_nt": 25}


@pytest.mark.parametrize(
    ("method", "quantity", "amount"),
    [
        ("ZONEN", 1500, 1000 * 10 + 500 * 8),
        ("STUFEN", 999, 999 * 10),
        ("STUFEN", 1000, 1000 * 8),  # the upper limit does not belong to the step
        ("STUFEN", 1500, 1500 * 8),
    ],
)
def test_zones_and_steps_of_a_year(method, quantity, amount):
    rows = tiers(("10", "0", "1000"), ("8", "1000", ""))
    held = read(position("ARBEITSPREIS_WIRKARBEIT", rows, berechnungsmethode=method))
    assert settled(held, {TOTAL: quantity}).totals.net.amount == Decimal(amount) / 100


@pytest.mark.parametrize(("time", "peaks"), [("JAHR", [9]), ("MONAT", [9, 4])])
def test_prices_of_power(time, peaks):
    held = read(
        position("LEISTUNGSPREIS_WIRKLEISTUNG", "12.00", "KW", "EUR", zeitbasis=time),
        position("ARBEITSPREIS_WIRKARBEIT", "0"),
    )
    months = ub.Period("2025-01-01", "2025-03-01")
    values = [1] * 743 + [9] + [4] * 672
    series = ub.IntervalSeries.on(
        months, values, unit="kWh", resolution="1 h", zone="Europe/Berlin"
    )
    found = ub.settle(
        contract(TOTAL), months, [], held.sheet, taxation=NO_TAX, series={TOTAL: series}
    )
    counts = [line.count.amount for line in found.lines if line.count]
    assert counts == peaks


TARIFF = {
    "boTyp": "TARIFPREISBLATT",
    "versionstruktur": "2",
    "bezeichnung": "Strom Komfort",
    "zeitliche_gueltigkeit": {
        "startdatum": "2024-12-31T23:00:00Z",
        "enddatum": "2025-12-31T23:00:00+00:00",
    },
    "tarifpreise": [
        {
            "preistyp": "GRUNDPREIS",
            "einheit": "EUR",
            "bezugseinheit": "MONAT",
            "preisstaffeln": [{"einheitspreis": {"wert": "12.90"}}],
        },
        {
            "preistyp": "ARBEITSPREIS_EINTARIF",
            "einheit": "CT",
            "bezugseinheit": "KWH",
            "preisstaffeln": [{"einheitspreis": 31.2, "staffelgrenze_von": 0}],
        },
        {
            "preistyp": "PROVISION",
            "einheit": "EUR",
            "bezugseinheit": "STUECK",
            "preisstaffeln": [{"einheitspreis": "50"}],
        },
    ],
    "tarif_auf_abschlaege": [{"bezeichnung": "Bonus"}],
    "anbietername": "Stadtwerke",
}


def test_a_tariff_in_the_names_of_older_versions():
    held = ub.read_bo4e(json.dumps(TARIFF), basis="gross", proration="months")

    assert amounts(settled(held, {TOTAL: 1000})) == {
        "grundpreis": Decimal("154.80"),
        "arbeitspreis_eintarif": 312,
    }
    assert (str(held.valid_from), str(held.valid_until)) == ("2025-01-01", "2026-01-01")
    assert {miss.field for miss in held.unmatched} == {
        "versionstruktur",
        "tarifpreise[2]",
        "tarif_auf_abschlaege",
        "anbietername",
    }


def test_what_cannot_be_billed_is_told_and_not_charged():
    held = read(
        position("ARBEITSPREIS_BLINDARBEIT_IND", "1.1", "KVARH"),
        position("SPERRUNG", "50", "STUECK", "EUR"),
        position("ARBEITSPREIS_WIRKARBEIT", tiers(("10", "0", "1000"), ("8", "1000", ""))),
        position(
            "ARBEITSPREIS_WIRKARBEIT",
            tiers(("10", "0", "2500"), ("8", "2500", "")),
            berechnungsmethode="STUFEN",
            zonungsgroesse="BENUTZUNGSDAUER",
        ),
        position("NETZPREIS", [{"einheitspreis": "1", "sigmoidparameter": {"A": "1"}}]),
        position("ABRECHNUNG", "3", "JAHR", "EUR", bdewArtikelnummer="X", farbe="blau"),
    )
    assert [component.id for component in held.sheet.components] == ["abrechnung"]
    assert {miss.field for miss in held.unmatched} == {
        *(f"preispositionen[{index}]" for index in range(4)),
        "preispositionen[4].preisstaffeln",
        "preispositionen[5].bdewArtikelnummer",
        "preispositionen[5].farbe",
    }


@pytest.mark.parametrize(
    ("data", "match"),
    [
        ({"_typ": "MARKTLOKATION"}, "is no price sheet of BO4E"),
        ({"_typ": "PREISBLATT"}, "preispositionen"),
        (sheet(position("GRUNDPREIS", "1", "JAHR", "USD")), "is no unit of money"),
        (sheet(position("GRUNDPREIS", [], "JAHR", "EUR")), "holds no price"),
        (sheet(position("GRUNDPREIS", [{"preisX": "1"}], "JAHR", "EUR")), "einheitspreis"),
        (
            sheet(position("NETZPREIS", "1"), gueltigkeit={"startdatum": "gestern"}),
            "is no day",
        ),
    ],
)
def test_what_is_no_price_sheet_is_refused(data, match):
    with pytest.raises(FileError, match=match):
        ub.read_bo4e(json.dumps(data), basis="net")


def test_nothing_is_assumed_about_parts_of_a_year():
    with pytest.raises(MissingChoiceError, match="proration"):
        ub.read_bo4e(sheet(position("GRUNDPREIS", "65", "JAHR", "EUR")), basis="net")


def by_hours(limit="2500"):
    steps = {"berechnungsmethode": "STUFEN", "zonungsgroesse": "BENUTZUNGSDAUER"}
    power = tiers(("45.55", "0", "2500"), ("133.55", "2500", ""))
    work = tiers(("4.59", "0", limit), ("1.07", limit, ""))
    return (
        position("LEISTUNGSPREIS_WIRKLEISTUNG", power, "KW", "EUR", zeitbasis="JAHR", **steps),
        position("ARBEITSPREIS_WIRKARBEIT", work, **steps),
    )


@pytest.mark.parametrize(
    ("peak", "base", "demand", "work"), [(100, 1, "45.55", "4.59"), (10, 5, "133.55", "1.07")]
)
def test_power_and_energy_by_hours_of_utilization(peak, base, demand, work):
    series = ub.IntervalSeries.on(
        YEAR, [peak] + [base] * 8759, unit="kWh", resolution="1 h", zone="Europe/Berlin"
    )
    held = read(*by_hours())
    found = ub.settle(
        contract(TOTAL), YEAR, [], held.sheet, taxation=NO_TAX, series={TOTAL: series}
    )
    used = peak + base * 8759
    assert held.unmatched == ()
    expected = peak * Decimal(demand) + (used * Decimal(work) / 100).quantize(Decimal("0.01"))
    assert abs(found.totals.net.amount - expected) <= Decimal("0.01")

    apart = read(*by_hours("3000"))
    assert apart.sheet.components == ()
    assert [miss.value for miss in apart.unmatched] == ["BENUTZUNGSDAUER"] * 2


EVERYTHING = sheet(
    position("GRUNDPREIS", "65.00", "JAHR", "EUR"),
    position("GRUNDPREIS", "5.00", "MONAT", "EUR"),
    position("ARBEITSPREIS_WIRKARBEIT", "8.10", tarifzeit="TZ_HT"),
    position("ARBEITSPREIS_WIRKARBEIT", "5.20", tarifzeit="TZ_NT"),
    position("LEISTUNGSPREIS_WIRKLEISTUNG", "12.00", "KW", "EUR", zeitbasis="JAHR"),
    position(
        "LEISTUNGSPREIS_WIRKLEISTUNG",
        tiers(("12", "0", "100"), ("10", "100", "")),
        "KW",
        "EUR",
        zeitbasis="MONAT",
        berechnungsmethode="ZONEN",
    ),
    position("NETZPREIS", tiers(("3", "0", "500"), ("2", "500", "")), berechnungsmethode="STUFEN"),
    position("KWK_UMLAGE", "0.277"),
    position("MESSSTELLENBETRIEB", "0.05", "TAG", "EUR"),
    *by_hours(),
    gueltigkeit={"startdatum": "2025-01-01", "enddatum": "2025-12-31"},
)


@pytest.mark.parametrize(
    ("data", "kind"), [(EVERYTHING, "PREISBLATTNETZNUTZUNG"), (TARIFF, "TARIFPREISBLATT")]
)
def test_a_sheet_goes_out_and_in_again(data, kind):
    choices = {"basis": "net", "proration": "months"}
    held = ub.read_bo4e(json.dumps(data), **choices)
    out = ub.write_bo4e(held, kind=kind)
    again = ub.read_bo4e(out.text, **choices)

    assert again.sheet == held.sheet
    assert (again.valid_from, again.valid_until) == (held.valid_from, held.valid_until)
    assert again.unmatched == ()
    told = {miss.field.rpartition(".")[2] for miss in out.unmatched}
    assert told == {"basis", "proration"}


def test_a_sheet_of_ones_own_goes_out():
    own = ub.PriceSheet(
        name="Eigenes",
        basis="gross",
        components=[
            ub.StandingCharge(
                id="base", label=ub.Label("Base", "Grundpreis"), prices="0.30 EUR/day"
            ),
            ub.UnitPrice(
                id="work",
                label="Work",
                prices=ub.dated_prices(("2024-01-01", "30 ct/kWh"), ("2025-01-01", "31 ct/kWh")),
            ),
            ub.OneOff(id="fee", label="Fee", amount="5 EUR", on="2025-02-01"),
        ],
    )
    with pytest.raises(MissingChoiceError, match="Name the day"):
        ub.write_bo4e(own)
    data, unmatched = ub.write_bo4e(own, on=YEAR.start)

    assert [row["leistungstyp"] for row in data["preispositionen"]] == [
        "GRUNDPREIS",
        "ARBEITSPREIS_WIRKARBEIT",
    ]
    assert data["preispositionen"][1]["preisstaffeln"] == [{"einheitspreis": "31"}]
    assert {miss.field for miss in unmatched} == {"basis", "fee"}
    foreign = ub.PriceSheet(
        name="x", basis="net", components=[ub.UnitPrice(id="e", label="E", prices="1 SEK/kWh")]
    )
    with pytest.raises(CurrencyMismatchError, match="EUR"):
        ub.write_bo4e(foreign)
