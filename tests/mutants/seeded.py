"""Faults that engines of this kind have had, as patches of one place each.

A mutant is only a text: the file, what stands there, what would stand there instead, and what that
would do to somebody's bill. The text must be there exactly once; who rewrites the place writes the
fault anew.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    breaks: str
    file: str
    old: str
    new: str

    @property
    def name(self):
        return self.breaks.replace(" ", "-").replace(",", "")


ROUNDING = "values/rounding.py"
DATED = "values/dated.py"
CONSUMPTION = "metering/consumption.py"
QUANTITIES = "metering/quantities.py"
CONVERSION = "metering/energy_conversion.py"
TIME = "prorating/time_share.py"
DEGREES = "prorating/degree_days.py"
COMPONENTS = "tariffs/components.py"
DISCOUNT = "tariffs/percent_discount.py"
ON_LINES = "tariffs/on_lines.py"
THROUGH_TIME = "tariffs/through_time.py"
TIERS = "tariffs/tiers.py"
BONUS = "tariffs/bonus.py"
SPLIT = "taxes/split.py"
STATUTORY = "taxes/statutory.py"
VAT = "taxes/vat.py"
TOTALS = "billing/totals.py"
LINES = "billing/line_building.py"
SETTLEMENT = "billing/settlement.py"
SETTLING = "billing/settling.py"
PLAN = "installments/plan.py"

MUTANTS = [
    # ---- rounding and allocation
    Mutant("ties are rounded down", ROUNDING,
           "away = 2 * rest >= denominator", "away = 2 * rest > denominator"),
    Mutant("ties below zero are rounded towards zero", ROUNDING,
           "away = 2 * rest >= denominator",
           "away = 2 * rest > denominator or (2 * rest == denominator and sign > 0)"),
    Mutant("amounts are cut off instead of rounded", ROUNDING,
           "away = 2 * rest >= denominator", "away = rest > denominator"),
    Mutant("what is left over goes to the smallest remainder", ROUNDING,
           "(-remainders[i], i)", "(remainders[i], i)"),
    Mutant("of equal remainders the last part comes first", ROUNDING,
           "(-remainders[i], i)", "(-remainders[i], -i)"),
    Mutant("what is left over is lost", ROUNDING,
           "        parts[index] += 1\n", "        parts[index] += 0\n"),
    # ---- what is known since when
    Mutant("prices that became known later are used", DATED,
           "if known_on is not None and entry.known_since is not None and",
           "if known_on is None and entry.known_since is not None and known_on and"),
    Mutant("a correction counts only on the day after", DATED,
           "entry.known_since is not None and entry.known_since > known_on",
           "entry.known_since is not None and entry.known_since >= known_on"),
    Mutant("the price that was known first stays", DATED,
           "(entry.known_since or dt.date.min) >= (held.known_since or dt.date.min)",
           "(entry.known_since or dt.date.min) < (held.known_since or dt.date.min)"),
    Mutant("readings that became known later are used", CONSUMPTION,
           "reading.known_since > known_on", "reading.known_since > dt.date.max"),
    Mutant("the reading that was known first stays", CONSUMPTION,
           "return known[0] > known[1]", "return known[0] < known[1]"),
    Mutant("prices are looked up without the day of knowledge", SETTLING,
           "        known_on=known_on,\n        law_book", "        law_book"),
    # ---- metering
    Mutant("a rollover loses one unit", CONSUMPTION,
           "size = Decimal(10**register.digits)", "size = Decimal(10**register.digits - 1)"),
    Mutant("a rollover is taken for a reading backwards", CONSUMPTION,
           "        turns = 1\n", "        turns = 0\n"),
    Mutant("the transformer ratio is forgotten", CONSUMPTION,
           "difference = multiply(difference, register.ratio)", "pass"),
    Mutant("the last stretch before the end of the period is left out", CONSUMPTION,
           "opening.day >= period.end:", "closing.day >= period.end:"),
    Mutant("profiles are ignored, every day weighs the same", QUANTITIES,
           "weights = tuple(spreading.weights.weight(part) for part in parts)",
           "weights = tuple(part.days for part in parts)"),
    Mutant("MWh are divided in whole MWh", QUANTITIES,
           "max(places(interval.amount), _decimals(unit)) + finer",
           "places(interval.amount) + finer"),
    Mutant("the state number is forgotten", CONVERSION,
           "(volume, self._sourced(state), self._mean(name, unit, months))",
           "(volume, self._mean(name, unit, months))"),
    Mutant("calorific values are not weighted", CONVERSION,
           'Operation("*", (volume, self._sourced(value)))', "volume"),
    Mutant("the mean calorific value is not rounded", CONVERSION,
           "return Rounded(mean, self.by.calorific_rounding)", "return mean"),
    # ---- time
    Mutant("leap years have 365 days", TIME,
           "_fraction(period.days, Period.of_year(period.start.year).days)",
           "_fraction(period.days, DAYS_OF_COMMON_YEAR)"),
    Mutant("a price per 365 days is one per calendar year", TIME,
           "        return _fraction(period.days, DAYS_OF_COMMON_YEAR)",
           "        return _fraction(period.days, Period.of_year(period.start.year).days)"),
    Mutant("the year of supply is as long as what is billed of it", TIME,
           "_fraction(part.days, year.days) for part, year",
           "_fraction(part.days, period.days) for part, year"),
    Mutant("every month has as many days as January", TIME,
           "of = Period.of_month(part.start.year, part.start.month).days",
           "of = max(part.days, Period.of_month(part.start.year, 1).days)"),
    Mutant("days are counted with both ends", TIME,
           "        return _number(period.days)\n", "        return _number(period.days + 1)\n"),
    Mutant("degree days are plain days", TIME,
           "weights.weight(part), weights.weight(year)", "part.days, year.days"),
    Mutant("a price per month is one per year", TIME,
           'return Operation("*", (years, _number(MONTHS_PER_YEAR, "months/year")))',
           "return years"),
    Mutant("the day after 28 February begins a billing year of leap day", TIME,
           "month=anchor.month + 1, day=1)", "day=anchor.day - 1)"),
    Mutant("a part of a month heats like the whole", DEGREES,
           "Fraction(part.days, month.days)", "1"),
    Mutant("billing years begin with the supply", SETTLING,
           "anchor=contract.billing_year_start or period.start",
           "anchor=contract.supply_start"),
    # ---- prices
    Mutant("a discount is taken twice", DISCOUNT,
           "return (Draft(span_of(base), node, base[0].amount.currency),)",
           "return (Draft(span_of(base), node, base[0].amount.currency),) * 2"),
    Mutant("a discount holds for ever", ON_LINES,
           "and (holds is None or line.period.start in holds)", "and True"),
    Mutant("a discount is charged", DISCOUNT,
           "multiply(self.percent, Decimal(-1))", "multiply(self.percent, Decimal(1))"),
    Mutant("what the garden used is billed as waste water", COMPONENTS,
           "    if less:\n", "    if less and not registers:\n"),
    Mutant("a price per MWh is one per kWh", THROUGH_TIME,
           "factor = above.factor * unit.factor / per.factor", "factor = above.factor"),
    Mutant("nobody counts the kilowatts of a price per kilowatt", THROUGH_TIME,
           'node = Operation("*", (node, held))', "pass"),
    Mutant("a fee on the first day is forgotten", COMPONENTS,
           "if self.on in context.period else ()",
           "if self.on in context.period and self.on != context.period.start else ()"),
    Mutant("a scale takes the wrong step", TIERS,
           "amount > evaluate(limit)", "amount < evaluate(limit)"),
    Mutant("limits of a year hold for every part of it", TIERS,
           'return Rounded(Operation("*", (node, share)), TIER_LIMIT)',
           "return Rounded(node, TIER_LIMIT)"),
    Mutant("limits are divided with what another meter counts", TIERS,
           "        if self.less:\n            _, left_out",
           "        if self.less and not self.tiers:\n            _, left_out"),
    Mutant("a bonus is never given back", BONUS,
           "return None if end is None or end >= kept else end - ONE_DAY", "return None"),
    Mutant("a bonus is earned a month too soon", BONUS,
           "_months_later(context.supply_start, self.after_months) - ONE_DAY",
           "_months_later(context.supply_start, self.after_months - 1) - ONE_DAY"),
    Mutant("a bonus asks for no use", BONUS,
           "if used.amount >= self.least_use.amount:", "if self.least_use:"),
    # ---- law
    Mutant("the levy of the first day holds for the whole period", STATUTORY,
           "for days, figure in cut]", "for days, figure in [(whole, cut[0][1])]]"),
    Mutant("what was used before the period counts for no threshold", STATUTORY,
           "if self.used_before and context.period.start in year:",
           "if self.used_before and context.period.start not in year:"),
    Mutant("all above a threshold stays at the figure of everybody", STATUTORY,
           "if amount <= subtract(limit, used):", "if amount:"),
    Mutant("a tonne of emissions has a hundred kilograms", STATUTORY,
           'Constant(Decimal(1000), "kg/t")', 'Constant(Decimal(100), "kg/t")'),
    Mutant("gas and heat have no rate of their own", VAT,
           'names.get((category, commodity)) or names.get((category, "*"))',
           'names.get((category, "*"))'),
    Mutant("a change of rate never splits", LINES,
           "if self.change is not RateChange.SPLIT:", "if self.change:"),
    Mutant("the rate of the first day holds for the period", LINES,
           "self.last = self.period.last", "self.last = self.period.start"),
    Mutant("levies on gross sheets stay without tax", LINES,
           "if basis is not self.basis and component.kind is LineKind.CHARGED:",
           "if basis is None:"),
    Mutant("tax is taken out of net amounts", SPLIT,
           'Rounded(Operation("/", (Operation("*", (net, rate.input)), _HUNDRED)), rounding)',
           'Rounded(Operation("/", (Operation("*", (net, rate.input)), Operation("+", '
           "(_HUNDRED, rate.input)))), rounding)"),
    # ---- sums and balance
    Mutant("tax is rounded per line where it should not be", TOTALS,
           "per_line=level is TaxLevel.LINE", "per_line=level is not TaxLevel.LINE"),
    Mutant("what is only contained is charged", TOTALS,
           "if line.kind is LineKind.CHARGED:", "if line.kind:"),
    Mutant("gross sheets are taxed like net ones", TOTALS,
           "        if basis is PriceBasis.NET:", "        if basis:"),
    Mutant("installments are deducted twice", SETTLEMENT,
           "return self.totals.payable - self.deducted",
           "return self.totals.payable - self.deducted - self.deducted"),
    Mutant("what was received is deducted though invoices were", SETTLEMENT,
           "        if self.procedure is Procedure.REQUESTED:\n            return self.paid\n",
           "        if self.procedure:\n            return self.paid\n"),
    Mutant("the tax in installments is paid once more", SETTLEMENT,
           "return self.totals.tax - self.deducted_tax", "return self.totals.tax"),
    Mutant("the remainder of a plan is lost", PLAN,
           "remainder=forecast.total - gross * len(due)",
           "remainder=forecast.total - forecast.total"),
]  # fmt: skip

#: Those that show in one case of hundreds; a wide net is thrown out for them each night.
RARE = {
    "a fee on the first day is forgotten",
    "leap years have 365 days",
    "a correction counts only on the day after",
    "profiles are ignored, every day weighs the same",
    "what the garden used is billed as waste water",
    "ties below zero are rounded towards zero",
    "the mean calorific value is not rounded",
    "the price that was known first stays",
    "limits are divided with what another meter counts",
    "a bonus asks for no use",
    "all above a threshold stays at the figure of everybody",
    "what was used before the period counts for no threshold",
}
