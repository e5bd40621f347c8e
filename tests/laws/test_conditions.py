"""What is true of every condition: negation, set operators and IfExists are what their names say."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from iamsim.policy.conditions import OPERATORS, Condition, Operator
from tests.laws.accounts import CONDITION_VALUES, CONTEXT_VALUES

NEGATIONS = [(name, name.replace("Not", "")) for name in OPERATORS if "Not" in name]
wanted = st.lists(st.sampled_from(CONDITION_VALUES), min_size=1, max_size=3).map(tuple)
one = st.sampled_from(CONTEXT_VALUES) | st.text(max_size=8)
many = st.lists(st.sampled_from(CONTEXT_VALUES[1:]), min_size=1, max_size=3).map(tuple)
pairs = st.sampled_from(NEGATIONS)
plain = st.sampled_from([name for name in OPERATORS if name != "Null"])


def holds(spelling: str, values: tuple[str, ...], actual: Any) -> bool:
    operator = Operator.parse(spelling)
    assert operator is not None
    known = {"aws:username": "ana"} | ({} if actual is None else {"k": actual})
    return Condition.parse(operator, "k", values).matches(known)


@given(pairs, wanted, one)
def test_a_negated_operator_says_no(pair: tuple[str, str], values: tuple[str, ...], actual: str) -> None:
    negated, positive = pair
    assert holds(negated, values, actual) is not holds(positive, values, actual)


@given(pairs, wanted, many)
def test_any_of_them_not_is_not_all_of_them(
    pair: tuple[str, str], values: tuple[str, ...], actual: tuple[str, ...]
) -> None:
    negated, positive = pair
    assert holds(f"ForAnyValue:{negated}", values, actual) is not holds(
        f"ForAllValues:{positive}", values, actual
    )
    assert holds(f"ForAllValues:{negated}", values, actual) is not holds(
        f"ForAnyValue:{positive}", values, actual
    )


@given(plain, wanted.filter(lambda values: "${k}" not in values), many)
def test_set_operators_are_all_and_any(name: str, values: tuple[str, ...], actual: tuple[str, ...]) -> None:
    single = [holds(name, values, value) for value in actual]
    assert holds(f"ForAllValues:{name}", values, actual) is all(single)
    assert holds(f"ForAnyValue:{name}", values, actual) is any(single)


@given(plain, wanted, st.none() | one)
def test_if_exists_matters_only_where_the_key_is_missing(
    name: str, values: tuple[str, ...], actual: str | None
) -> None:
    assert holds(f"{name}IfExists", values, actual) is (actual is None or holds(name, values, actual))


@given(plain, wanted, wanted, one)
def test_more_values_are_more_chances(
    name: str, values: tuple[str, ...], more: tuple[str, ...], actual: str
) -> None:
    assume(not OPERATORS[name].negated)
    assert holds(name, values + more, actual) is (holds(name, values, actual) or holds(name, more, actual))


@given(
    st.sampled_from(tuple(OPERATORS)),
    st.lists(st.text(max_size=8), max_size=3).map(tuple),
    st.none() | st.text(max_size=12),
)
def test_no_text_makes_a_condition_raise(name: str, values: tuple[str, ...], actual: str | None) -> None:
    assert holds(name, values, actual) in {True, False}
