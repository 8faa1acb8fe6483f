"""Short words for worked examples."""

import utilbill as ub


def euro(text):
    return ub.Money(text, "EUR")


def energy(price, **more):
    return ub.UnitPrice(id="energy", label=ub.Label("Energy", "Arbeitspreis"), prices=price, **more)


def standing(price, proration=ub.Proration.CALENDAR_YEAR, **more):
    return ub.StandingCharge(
        id="standing",
        label=ub.Label("Standing charge", "Grundpreis"),
        prices=price,
        proration=proration,
        **more,
    )
