"""What is true of every condition: negation, set operators and IfExists are what their names say."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from iamsim.policy.conditions import OPERATORS, Condition, Operator
from tests.laws.accounts import CONDITION_VALUES, CONTEXT_VALUES

NEGATIONS = [(name, name.replace("Not", "")) for name in OPERATORS if "Not" in name]
policy_values = st.lists(st.sampled_from(CONDITION_VALUES), min_size=1, max_size=3).map(tuple)
single_values = st.sampled_from(CONTEXT_VALUES) | st.text(max_size=8)
value_lists = st.lists(st.sampled_from(CONTEXT_VALUES[1:]), min_size=1, max_size=3).map(tuple)
pairs = st.sampled_from(NEGATIONS)
operator_names = st.sampled_from([name for name in OPERATORS if name != "Null"])


def is_true(spelling: str, values: tuple[str, ...], actual: Any) -> bool:
    operator = Operator.parse(spelling)
    assert operator is not None
    context = {"aws:username": "ana"} | ({} if actual is None else {"k": actual})
    return Condition.parse(operator, "k", values).matches(context)


@given(pairs, policy_values, single_values)
def test_a_negated_operator_says_no(pair: tuple[str, str], values: tuple[str, ...], actual: str) -> None:
    negated, positive = pair
    assert is_true(negated, values, actual) is not is_true(positive, values, actual)


@given(pairs, policy_values, value_lists)
def test_any_of_them_not_is_not_all_of_them(
    pair: tuple[str, str], values: tuple[str, ...], actual: tuple[str, ...]
) -> None:
    negated, positive = pair
    assert is_true(f"ForAnyValue:{negated}", values, actual) is not is_true(
        f"ForAllValues:{positive}", values, actual
    )
    assert is_true(f"ForAllValues:{negated}", values, actual) is not is_true(
        f"ForAnyValue:{positive}", values, actual
    )


@given(operator_names, policy_values.filter(lambda values: "${k}" not in values), value_lists)
def test_set_operators_are_all_and_any(name: str, values: tuple[str, ...], actual: tuple[str, ...]) -> None:
    single = [is_true(name, values, value) for value in actual]
    assert is_true(f"ForAllValues:{name}", values, actual) is all(single)
    assert is_true(f"ForAnyValue:{name}", values, actual) is any(single)


@given(operator_names, policy_values, st.none() | single_values)
def test_if_exists_matters_only_where_the_key_is_missing(
    name: str, values: tuple[str, ...], actual: str | None
) -> None:
    assert is_true(f"{name}IfExists", values, actual) is (actual is None or is_true(name, values, actual))


@given(operator_names, policy_values, policy_values, single_values)
def test_more_values_are_more_chances(
    name: str, values: tuple[str, ...], more_values: tuple[str, ...], actual: str
) -> None:
    assume(not OPERATORS[name].negated)
    assert is_true(name, values + more_values, actual) is (is_true(name, values, actual) or is_true(name, more_values, actual))


@given(
    st.sampled_from(tuple(OPERATORS)),
    st.lists(st.text(max_size=8), max_size=3).map(tuple),
    st.none() | st.text(max_size=12),
)
def test_no_text_makes_a_condition_raise(name: str, values: tuple[str, ...], actual: str | None) -> None:
    assert is_true(name, values, actual) in {True, False}
