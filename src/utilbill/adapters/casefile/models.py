"""The case file: what a person writes to have a bill settled."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs

from utilbill.adapters.casefile.content_models import (
    ComparisonModel,
    CustomerModel,
    MarketPartnerModel,
    PaymentModel,
    ProductModel,
    SupplierModel,
    TermsModel,
)
from utilbill.adapters.casefile.doubtful import EstimatedReadingModel, PlausibilityModel
from utilbill.adapters.structuring import Model, doc
from utilbill.billing.settlement import SettlementKind
from utilbill.billing.totals import TaxLevel
from utilbill.contracts.contract import Commodity, CustomerClass, SupplyBasis
from utilbill.installments.offset import CreditUse
from utilbill.installments.procedure import Procedure
from utilbill.metering.registers import ReadingOrigin
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import ChargeRole, PriceBasis
from utilbill.tariffs.tiers import TierMode
from utilbill.taxes.statutory import ConsumerGroup
from utilbill.taxes.vat import RateChange
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.rounding import RoundingMode
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity, Unit

SCHEMA = "utilbill.case/1"


@attrs.frozen(kw_only=True)
class DocumentModel(Model):
    """Number and dates of the document."""

    WHAT: ClassVar = "document"
    number: str = doc("Number of the bill; without one it is a draft.", default="")
    date: dt.date | None = doc("Date of issue.", default=None)
    due: dt.date | None = doc(
        "Day on which the balance is due, or a credit paid out if law does not ask for it sooner.",
        default=None,
    )
    credit: CreditUse | None = doc(
        "What happens to a credit: offset_then_pay sets it off against the next installment and "
        "pays out the rest, pay_all does so only if all of it can be set off, pay_out never. The "
        "first one if left out.",
        default=None,
    )


@attrs.frozen(kw_only=True)
class ContractModel(Model):
    """What is supplied where."""

    WHAT: ClassVar = "contract"
    id: str = doc("Number of the contract.")
    commodity: Commodity = doc("What is supplied.")
    supply_start: dt.date = doc("First day of supply.")
    supply_end: dt.date | None = doc("Last day of supply; left out while it goes on.", default=None)
    customer_class: CustomerClass = doc(
        "Whom the law protects how.", default=CustomerClass.HOUSEHOLD
    )
    supply_basis: SupplyBasis | None = doc(
        "On what ground there is supply: agreed, basic or emergency.", default=None
    )
    billing_year_start: dt.date | None = doc(
        "Anchor of billing years, for the proration supply_year.", default=None
    )
    market_location: str | None = doc("MaLo-ID: 11 digits.", default=None)
    metering_location: str | None = doc("MeLo-ID: 33 characters.", default=None)
    address: tuple[str, ...] = doc("Address of the supply point.", default=())
    region: str = doc(
        "Federal state, such as BY, whose holidays count for load profiles.", default=""
    )
    network_operator: MarketPartnerModel | None = doc("Who runs the grid.", default=None)
    metering_operator: MarketPartnerModel | None = doc("Who runs the meter.", default=None)
    product: ProductModel | None = doc("What was bought.", default=None)
    terms: TermsModel | None = doc("Term and notice.", default=None)
    payment: PaymentModel | None = doc("How it is paid.", default=None)


@attrs.frozen(kw_only=True)
class PeriodModel(Model):
    """A period as bills print it: both days included."""

    WHAT: ClassVar = "period"
    first: dt.date = doc("First day.")
    last: dt.date = doc("Last day, included.")


@attrs.frozen(kw_only=True)
class RegisterModel(Model):
    """A counter of a meter."""

    WHAT: ClassVar = "a register"
    id: str = doc("Its name, such as the OBIS code 1-0:1.8.0.")
    unit: Unit | None = doc("What it counts; kWh if left out.", default=None)
    digits: int | None = doc("Digits before the comma.", default=None)
    ratio: Decimal | None = doc("Transformer ratio.", default=None)
    meter: str = doc("Number of the meter, where meters were exchanged.", default="")
    total_of: tuple[str, ...] = doc("Registers whose sum it proves.", default=())
    part_of: str = doc(
        "Register behind which it counts a part, as a garden meter does.", default=""
    )
    label: Label | None = doc("Its name on the bill.", default=None)


@attrs.frozen(kw_only=True)
class ReadingModel(Model):
    """What a register showed."""

    WHAT: ClassVar = "a reading"
    register: str = doc("Id of the register.")
    value: Decimal = doc("As shown, without transformer ratio.")
    day: dt.date | None = doc("Day at whose start the value holds.", default=None)
    end_of: dt.date | None = doc(
        "Day at whose end the value holds, as in the German 'Ablesung 31.12.'.", default=None
    )
    origin: ReadingOrigin = doc("How it was obtained.", default=ReadingOrigin.OPERATOR)
    meter: str = doc("Number of the meter, where meters were exchanged.", default="")
    known_since: dt.date | None = doc("Day since which it is known.", default=None)
    rollovers: int | None = doc("How often the register started again.", default=None)
    reason: str = doc("Why it was estimated or substituted.", default="")
    factors: str = doc(
        "On what an estimate of another system rests, such as the use of the year before; "
        "estimated_readings say so by themselves.",
        default="",
    )


@attrs.frozen(kw_only=True)
class TemperatureModel(Model):
    """The mean temperature of a day."""

    WHAT: ClassVar = "a temperature"
    day: dt.date = doc("The day.")
    temperature: Decimal = doc("Daily mean in °C.")


@attrs.frozen(kw_only=True)
class DatedPriceModel(Model):
    """One price and since when it holds."""

    WHAT: ClassVar = "a dated price"
    since: dt.date = doc("First day.")
    price: Price = doc("Number and unit, such as 25.21 ct/kWh.")
    last: dt.date | None = doc("Last day; left out if the next price follows.", default=None)
    known_since: dt.date | None = doc("Day since which it is known.", default=None)
    source: str = doc("Where it is published.", default="")


@attrs.frozen(kw_only=True)
class NamedModel(Model):
    """What all components share."""

    id: str = doc("Name inside the price sheet.")
    label: Label | None = doc("Name on the bill; the id if left out.", default=None)
    contained: bool = doc("Only for information: contained in an all-in price.", default=False)
    source: str = doc("Where the price is published.", default="")


@attrs.frozen(kw_only=True)
class ComponentModel(NamedModel):
    """A component with a tax category of its own."""

    tax: TaxCategory = doc("How value added tax treats it.", default=TaxCategory.STANDARD)


@attrs.frozen(kw_only=True)
class PricedModel(ComponentModel):
    """A component with prices."""

    price: Price | None = doc("One price for all days.", default=None)
    prices: tuple[DatedPriceModel, ...] = doc("Prices with their days.", default=())


@attrs.frozen(kw_only=True)
class DatedCountModel(Model):
    """How many things a price is for, and since when."""

    WHAT: ClassVar = "a dated count"
    since: dt.date = doc("First day.")
    count: Quantity = doc("Number and unit, such as 120 m².")
    source: str = doc("Where it is written.", default="")


@attrs.frozen(kw_only=True)
class StandingChargeModel(PricedModel):
    """A price per day, month or year."""

    WHAT: ClassVar = "a standing charge"
    TYPE: ClassVar = "standing_charge"
    proration: Proration | None = doc("How a part of a year or month counts.", default=None)
    count: Quantity | None = doc(
        "How many kW, m², persons the price is for, such as 15 kW for EUR/kW/year.", default=None
    )
    counts: tuple[DatedCountModel, ...] = doc("The same, where it changes.", default=())
    role: ChargeRole = doc("What it is for.", default=ChargeRole.STANDING)


@attrs.frozen(kw_only=True)
class MeteringChargeModel(PricedModel):
    """A price for metering per day, month or year."""

    WHAT: ClassVar = "a metering charge"
    TYPE: ClassVar = "metering_charge"
    proration: Proration | None = doc("How a part of a year or month counts.", default=None)


@attrs.frozen(kw_only=True)
class UnitPriceModel(PricedModel):
    """A price per kWh, m³ and so on."""

    WHAT: ClassVar = "a unit price"
    TYPE: ClassVar = "unit_price"
    registers: tuple[str, ...] = doc("Registers it prices; all if left out.", default=())
    less: tuple[str, ...] = doc(
        "Registers that count a part of it and are left out, as a garden meter.", default=()
    )
    role: ChargeRole = doc("What it is for.", default=ChargeRole.ENERGY)
    group: str = doc("Charge it belongs to, where several share the registers.", default="")


@attrs.frozen(kw_only=True)
class TierModel(Model):
    """A price up to a limit."""

    WHAT: ClassVar = "a tier"
    price: Price = doc("Number and unit, such as 25.21 ct/kWh.")
    up_to: Quantity | None = doc(
        "Its limit, of the settled period (500 kWh) or through time (1000 kWh/year); left out in "
        "the last tier.",
        default=None,
    )
    label: Label | None = doc("Its name on the bill.", default=None)


@attrs.frozen(kw_only=True)
class TieredPriceModel(ComponentModel):
    """A price per kWh, m³ and so on that depends on how much is used."""

    WHAT: ClassVar = "a tiered price"
    TYPE: ClassVar = "tiered_price"
    tiers: tuple[TierModel, ...] = doc("From the lowest limit up.")
    mode: TierMode = doc(
        "blocks: each tier prices the part that falls into it; whole: the one that the whole "
        "quantity falls into prices all of it."
    )
    proration: Proration | None = doc(
        "How limits through time count for a part of a year or month.", default=None
    )
    registers: tuple[str, ...] = doc("Registers it prices; all if left out.", default=())
    less: tuple[str, ...] = doc("Registers that count a part of it and are left out.", default=())
    role: ChargeRole = doc("What it is for.", default=ChargeRole.ENERGY)
    group: str = doc("Charge it belongs to, where several share the registers.", default="")


@attrs.frozen(kw_only=True)
class StatutoryModel(Model):
    """What all statutory components share."""

    tax: TaxCategory = doc("How value added tax treats it.", default=TaxCategory.STANDARD)
    contained: bool = doc("Only for information: contained in an all-in price.", default=False)


@attrs.frozen(kw_only=True)
class LevyModel(StatutoryModel):
    """One levy of the market."""

    WHAT: ClassVar = "a levy"
    TYPE: ClassVar = "levy"
    name: str = doc("Short name, such as kwkg.")
    group: ConsumerGroup = doc("Consumer group.", default=ConsumerGroup.A)
    used_before: Decimal = doc(
        "kWh of the calendar year settled before the period, for groups b and c.",
        default=Decimal(0),
    )


@attrs.frozen(kw_only=True)
class LeviesModel(StatutoryModel):
    """All levies of the market for this commodity."""

    WHAT: ClassVar = "levies"
    TYPE: ClassVar = "levies"


@attrs.frozen(kw_only=True)
class QuantityTaxModel(StatutoryModel):
    """The quantity tax of the commodity, such as the electricity tax."""

    WHAT: ClassVar = "a quantity tax"
    TYPE: ClassVar = "quantity_tax"
    use: str = doc(
        "What it is used for, where rates differ, such as rail; the usual one if left out.",
        default="",
    )


@attrs.frozen(kw_only=True)
class CarbonPriceModel(StatutoryModel):
    """The price of emissions from a fuel."""

    WHAT: ClassVar = "a carbon price"
    TYPE: ClassVar = "carbon_price"
    price: Price | None = doc(
        "Own price of a tonne, such as 60.00 EUR/t, where law fixes none.", default=None
    )
    prices: tuple[DatedPriceModel, ...] = doc("The same, where it changes.", default=())


@attrs.frozen(kw_only=True)
class ConcessionFeeModel(StatutoryModel):
    """The concession fee by the size of the municipality."""

    WHAT: ClassVar = "a concession fee"
    TYPE: ClassVar = "concession_fee"
    inhabitants: int = doc("Inhabitants of the municipality.")
    use: str = doc("What it is used for: tariff, off_peak, cooking, special.", default="tariff")
    registers: tuple[str, ...] = doc("Registers it prices; all if left out.", default=())


@attrs.frozen(kw_only=True)
class PercentDiscountModel(NamedModel):
    """A share off other components; it carries their tax."""

    WHAT: ClassVar = "a discount"
    TYPE: ClassVar = "percent_discount"
    percent: Decimal = doc("The share in percent.")
    of: tuple[str, ...] = doc("Ids of components, or names of charges, that stand before it.")
    first: dt.date | None = doc("First day.", default=None)
    last: dt.date | None = doc("Last day.", default=None)


@attrs.frozen(kw_only=True)
class OneOffModel(ComponentModel):
    """An amount for something that happens on a day."""

    WHAT: ClassVar = "a one-off amount"
    TYPE: ClassVar = "one_off"
    tax: TaxCategory = doc(
        "How value added tax treats it; the full rate if left out, as for other services.",
        default=TaxCategory.FULL,
    )
    amount: Money = doc("Net or gross as the price sheet; below zero as a credit.")
    on: dt.date = doc("The day.")
    role: ChargeRole = doc("What it is for.", default=ChargeRole.SERVICE)


@attrs.frozen(kw_only=True)
class BonusModel(ComponentModel):
    """A credit earned by staying."""

    WHAT: ClassVar = "a bonus"
    TYPE: ClassVar = "bonus"
    amount: Money = doc("What the customer gets; above zero.")
    after_months: int = doc("Months of supply after which it is earned.", default=0)
    stay_months: int = doc(
        "Months of supply without which it must be given back; 0 if it is kept for good.", default=0
    )
    least_use: Quantity | None = doc(
        "What must be used in the months that earn it, or in the settled period if there are none.",
        default=None,
    )
    earlier_use: Quantity | None = doc(
        "What was used in those months before the settled period.", default=None
    )
    credited: Money | None = doc(
        "What an earlier bill credited, 0 EUR for nothing; needed with least_use where the bonus "
        "may have to be given back.",
        default=None,
    )


AnyComponent = (
    StandingChargeModel
    | MeteringChargeModel
    | UnitPriceModel
    | TieredPriceModel
    | LevyModel
    | LeviesModel
    | QuantityTaxModel
    | CarbonPriceModel
    | ConcessionFeeModel
    | PercentDiscountModel
    | OneOffModel
    | BonusModel
)
COMPONENTS: dict[str, type] = {
    model.TYPE: model
    for model in (
        StandingChargeModel,
        MeteringChargeModel,
        UnitPriceModel,
        TieredPriceModel,
        LevyModel,
        LeviesModel,
        QuantityTaxModel,
        CarbonPriceModel,
        ConcessionFeeModel,
        PercentDiscountModel,
        OneOffModel,
        BonusModel,
    )
}


@attrs.frozen(kw_only=True)
class GuaranteeModel(Model):
    """A promise that prices do not rise."""

    WHAT: ClassVar = "a price guarantee"
    first: dt.date = doc("First day of the promise.")
    last: dt.date = doc("Last day, included.")
    of: tuple[str, ...] = doc("Ids or groups of the components whose prices are promised.")


@attrs.frozen(kw_only=True)
class PriceSheetModel(Model):
    """The prices of a product."""

    WHAT: ClassVar = "price_sheet"
    name: str = doc("Its name, as on the bill.")
    basis: PriceBasis = doc("Whether prices are net or gross of value added tax.")
    components: tuple[AnyComponent, ...] = doc("Its positions, in the order of the bill.")
    guarantees: tuple[GuaranteeModel, ...] = doc("Promises that prices do not rise.", default=())


@attrs.frozen(kw_only=True)
class TaxPartModel(Model):
    """Net and tax at one rate."""

    WHAT: ClassVar = "a part at one rate"
    tax_percent: Decimal = doc("The rate.")
    net: Money = doc("Net amount, as invoiced.")
    tax: Money = doc("Tax, as invoiced.")


@attrs.frozen(kw_only=True)
class DemandedModel(Model):
    """An installment that was invoiced, paid or not."""

    WHAT: ClassVar = "an invoiced installment"
    due: dt.date = doc("Day on which it was due.")
    amount: Money = doc("What was invoiced, gross.")
    tax_percent: Decimal | None = doc(
        "Rate at which it was invoiced; the market's rate of that day if left out.", default=None
    )
    parts: tuple[TaxPartModel, ...] = doc(
        "Net and tax by rate, where there were several.", default=()
    )


@attrs.frozen(kw_only=True)
class ReceivedModel(Model):
    """An installment that was received."""

    WHAT: ClassVar = "a received installment"
    day: dt.date = doc("Day on which it was due.")
    amount: Money = doc("What was received, gross.")
    tax_percent: Decimal | None = doc(
        "Rate at which it was requested; the market's rate of that day if left out. A price sheet "
        "with several rates leaves it open: then no tax is deducted with the installment.",
        default=None,
    )
    net: Money | None = doc("Net amount, if it was invoiced so.", default=None)
    parts: tuple[TaxPartModel, ...] = doc(
        "Net and tax by rate, as invoiced, where there were several.", default=()
    )


@attrs.frozen(kw_only=True)
class SeriesModel(Model):
    """Equal installments, received month by month."""

    WHAT: ClassVar = "a series of installments"
    first: dt.date = doc("Due day of the first one.")
    count: int = doc("How many.")
    amount: Money = doc("Each of them, gross.")
    every_months: int = doc("Months between two of them.", default=1)
    tax_percent: Decimal | None = doc(
        "Rate at which they were requested; the market's rates of their days if left out.",
        default=None,
    )
    parts: tuple[TaxPartModel, ...] = doc(
        "Net and tax of each of them by rate, as invoiced, where there were several.", default=()
    )


@attrs.frozen(kw_only=True)
class RoundingModel(Model):
    """How an installment is rounded."""

    WHAT: ClassVar = "a rounding"
    step: Decimal = doc("Results are multiples of it, such as 1.00 for whole euros.")
    mode: RoundingMode = doc("Between two steps.", default=RoundingMode.HALF_UP)


@attrs.frozen(kw_only=True)
class NextPlanModel(Model):
    """Installments of the year to come."""

    WHAT: ClassVar = "next_plan"
    first: dt.date = doc("Due day of the first one.")
    count: int = doc("How many.")
    every_months: int = doc("Months between two of them.", default=1)
    expected: tuple["ExpectedModel", ...] = doc(
        "Expected quantities; the settled ones if left out.", default=()
    )
    rounding: RoundingModel | None = doc("To the cent if left out.", default=None)
    prices: PriceSheetModel | None = doc(
        "Price sheet of the year to come; the same one if left out.", default=None
    )
    period: PeriodModel | None = doc(
        "The days that the installments are for; the year after the settled period if left out. "
        "Needs expected quantities.",
        default=None,
    )
    spreading: str | None = doc(
        "How expected quantities are spread over days; as in the settlement if left out.",
        default=None,
    )
    advance: "AdvanceModel | None" = doc(
        "Why the installments are asked for in advance; they are not if left out.", default=None
    )


@attrs.frozen(kw_only=True)
class AdvanceModel(Model):
    """Why installments are asked for in advance."""

    WHAT: ClassVar = "an advance payment"
    reason: str = doc("The circumstances of the case that justify it.")
    ends_when: str = doc("What must happen for it to end.")
    starts: dt.date | None = doc(
        "First day for which it is asked; that of the first installment if left out.", default=None
    )


@attrs.frozen(kw_only=True)
class ExpectedModel(Model):
    """What a register is expected to count."""

    WHAT: ClassVar = "an expected quantity"
    register: str = doc("Id of the register.")
    amount: Decimal = doc("How much, in the given unit.")
    unit: Unit | None = doc("Its unit; that of the register if left out.", default=None)


@attrs.frozen(kw_only=True)
class DatedFactorModel(Model):
    """A factor and since when it holds."""

    WHAT: ClassVar = "a dated factor"
    since: dt.date = doc("First day.")
    value: Decimal = doc("The factor.")
    source: str = doc("Where it is published.", default="")


@attrs.frozen(kw_only=True)
class StateNumberModel(Model):
    """What a state number is calculated from."""

    WHAT: ClassVar = "state_number_from"
    altitude: Quantity | None = doc("Of the height zone, such as 250 m.", default=None)
    ambient_pressure: Quantity | None = doc(
        "Mean air pressure, such as 1012.04 mbar, instead of the altitude.", default=None
    )
    effective_pressure: Quantity | None = doc(
        "Overpressure of the gas, such as 22 mbar; the usual one if left out.", default=None
    )
    temperature: Quantity | None = doc(
        "Of the gas, such as 288.15 K or 15 °C; that of meters without conversion if left out.",
        default=None,
    )
    compressibility: Decimal = doc("K; 1 below 1 bar.", default=Decimal(1))


@attrs.frozen(kw_only=True)
class EnergyConversionModel(Model):
    """How much energy a cubic metre of gas holds."""

    WHAT: ClassVar = "energy_conversion"
    state_number: Decimal | None = doc(
        "Zustandszahl; 1 for meters that convert by themselves.", default=None
    )
    state_numbers: tuple[DatedFactorModel, ...] = doc("The same, where it changes.", default=())
    state_number_from: StateNumberModel | None = doc("Or what it follows from.", default=None)
    rounding: RoundingModel | None = doc(
        "Of the energy, once; whole kWh if left out.", default=None
    )
    calorific_rounding: RoundingModel | None = doc(
        "Of a mean calorific value; three decimals if left out.", default=None
    )
    calorific_value: Decimal | None = doc("Brennwert, kWh per cubic metre.", default=None)
    calorific_values: tuple[DatedFactorModel, ...] = doc(
        "The same, where it changes; the mean is weighted by volume.", default=()
    )
    spreading: str | None = doc(
        "How a volume between readings goes to days with different factors; the lawful way if "
        "left out.",
        default=None,
    )
    source: str = doc("Where they are published.", default="")


@attrs.frozen(kw_only=True)
class EmissionsModel(Model):
    """What the bill shall say about emissions of the fuel."""

    WHAT: ClassVar = "emissions"
    area: Quantity | None = doc(
        "Living area of the building, such as 380 m²; divides the cost with the landlord.",
        default=None,
    )
    residential: bool = doc("Whether people live there.", default=True)
    basis: PriceBasis = doc("Whether the divided cost holds tax.", default=PriceBasis.GROSS)
    factor: Quantity | None = doc(
        "Emissions per kWh of net calorific value, such as 0.2664 kg/kWh of heating oil; those of "
        "natural gas by law if left out.",
        default=None,
    )
    net_share: Decimal | None = doc(
        "Net calorific value per counted kWh, 1 where energy is counted so; that of natural gas by "
        "law if left out.",
        default=None,
    )
    price: Price | None = doc(
        "Price of emissions, such as 30.00 EUR/t; that of the law if left out.", default=None
    )


@attrs.frozen(kw_only=True)
class SupplyModel(Model):
    """One supply: contract, readings, prices, installments."""

    WHAT: ClassVar = "a supply"
    contract: ContractModel = doc("What is supplied where.")
    period: PeriodModel = doc("The days to settle.")
    kind: SettlementKind = doc("Why it is settled.", default=SettlementKind.PERIODIC)
    registers: tuple[RegisterModel, ...] = doc("Counters of the meter.", default=())
    readings: tuple[ReadingModel, ...] = doc("What they showed.", default=())
    readings_file: str | None = doc("CSV file beside this one with readings.", default=None)
    estimated_readings: tuple[EstimatedReadingModel, ...] = doc(
        "Readings that nobody took, estimated with range, method and reason.", default=()
    )
    plausibility: tuple[PlausibilityModel, ...] = doc(
        "What is expected of the readings; doubts are noted on the bill.", default=()
    )
    price_sheet: PriceSheetModel | None = doc(
        "The prices; only a case of which nothing is priced goes without.", default=None
    )
    spreading: str | None = doc(
        "How a quantity is spread over days: by_reading, linear or a profile such as H0; "
        "the market's lawful way if left out.",
        default=None,
    )
    temperatures_file: str | None = doc(
        "CSV file beside this one with daily mean temperatures (columns day, temperature), for "
        "load profiles of gas such as EFH-11-windy.",
        default=None,
    )
    energy_conversion: EnergyConversionModel | None = doc(
        "How cubic metres of gas become kilowatt hours.", default=None
    )
    emissions: EmissionsModel | None = doc(
        "Print the emissions of the fuel and their cost.", default=None
    )
    rate_change: RateChange | None = doc(
        "What a change of tax rate inside the period does; the market's way if left out.",
        default=None,
    )
    tax_level: TaxLevel | None = doc("On which sums tax is calculated.", default=None)
    received: tuple[ReceivedModel, ...] = doc("Installments received.", default=())
    received_series: tuple[SeriesModel, ...] = doc("Equal installments received.", default=())
    installments: Procedure = doc(
        "How installments were asked for: requested, or invoiced with tax.",
        default=Procedure.REQUESTED,
    )
    demanded: tuple[DemandedModel, ...] = doc(
        "Installments that were invoiced, paid or not; deducted instead of those received.",
        default=(),
    )
    demanded_series: tuple[SeriesModel, ...] = doc("Equal installments invoiced.", default=())
    next_plan: NextPlanModel | None = doc("Installments to come.", default=None)
    comparison: ComparisonModel | None = doc("What the consumption is compared with.", default=None)


@attrs.frozen(kw_only=True, slots=False)  # joins SupplyModel below
class HeaderModel(Model):
    """What belongs to the document and not to one supply."""

    schema: str = doc(f"Always {SCHEMA}.")
    market: str | None = doc("Code of the country, such as DE.", default=None)
    language: str | None = doc("Language of the bill; the market's if left out.", default=None)
    document: DocumentModel | None = doc("Number and dates of the document.", default=None)
    supplier: SupplierModel | None = doc("Who supplies.", default=None)
    customer: CustomerModel | None = doc("Who is supplied.", default=None)
    tax_rates: tuple["TaxRateModel", ...] = doc(
        "Rates of tax, needed without a market.", default=()
    )
    as_known_on: dt.date | None = doc("Use only what was known on this day.", default=None)
    law_figures: tuple["LawFigureModel", ...] = doc(
        "Figures of law that the market does not hold, such as a levy of next year.", default=()
    )
    beyond_horizon: str | None = doc(
        "carry_last goes on with the last known legal figures; without it that is refused.",
        default=None,
    )


@attrs.frozen(kw_only=True)
class LawFigureModel(Model):
    """A figure of law given by the user."""

    WHAT: ClassVar = "a figure of law"
    name: str = doc("Name of the parameter, such as de.levy.kwkg; see utilbill law.")
    since: dt.date = doc("First day.")
    value: Decimal = doc("In the unit of the parameter.")
    reference: str = doc("Where it is published.")


@attrs.frozen(kw_only=True)
class TaxRateModel(Model):
    """A rate of tax."""

    WHAT: ClassVar = "a tax rate"
    category: TaxCategory = doc("The category.")
    percent: Decimal = doc("The rate in percent.")


@attrs.frozen(kw_only=True)
class OneSupplyModel(HeaderModel, SupplyModel):
    """A case with one supply."""

    WHAT: ClassVar = "a case"


@attrs.frozen(kw_only=True)
class SeveralSuppliesModel(HeaderModel):
    """A case with several supplies on one bill."""

    WHAT: ClassVar = "a case"
    supplies: tuple[SupplyModel, ...] = doc("Electricity, gas, water and so on.")
