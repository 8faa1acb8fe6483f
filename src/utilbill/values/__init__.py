"""Values: money, quantities, periods, identifiers, explanations, findings, errors.

The ground floor. Nothing here knows a rule of billing.
"""
