from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.quantity import (
    UNITS,
    Quantity,
    QuantityFault,
    QuantityProblem,
    parse_quantity,
    with_unit,
)


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("500 kg", "500", "kg"),
        ("1,5 tấn", "1.5", "tonne"),
        ("2 tan", "2", "tonne"),
        ("1.500 chai", "1500", "bottle"),
        ("3000 lít/năm", "3000", "litre"),
        ("khoảng 20 tạ", "20", "quintal"),
        ("2 tấn rưỡi", "2.5", "tonne"),
        ("1 tấn 2 tạ", "1.2", "tonne"),
        ("2 tấn 5", "2.5", "tonne"),
        ("nửa tấn", "0.5", "tonne"),
        ("1/2 tấn", "0.5", "tonne"),
        ("½ tạ", "0.5", "quintal"),
        ("hai tấn", "2", "tonne"),
        ("mỗi năm năm tấn", "5", "tonne"),
        ("hai mươi lăm nghìn chai", "25000", "bottle"),
        ("một trăm linh năm con", "105", "animal"),
        ("một nghìn rưỡi chai", "1500", "bottle"),
        ("ba triệu hai trăm nghìn quả", "3200000", "fruit"),
        ("mười hai tạ", "12", "quintal"),
        ("5 nghìn chai", "5000", "bottle"),
        ("2 nghìn rưỡi hộp", "2500", "box"),
        ("5k hộp", "5000", "box"),
        ("1,5 vạn chai", "15000", "bottle"),
        ("2 trăm cân", "200", "kg"),
        ("1,500 chai", "1500", "bottle"),
        ("1,500 kg", "1500", "kg"),
        ("1,250 tấn", "1.25", "tonne"),
        ("1.5 tan", "1.5", "tonne"),
        ("1.500,5 kg", "1500.5", "kg"),
        ("1,500.5 kg", "1500.5", "kg"),
        ("1.234.567 quả", "1234567", "fruit"),
        ("1 500 kg", "1500", "kg"),
        ("５００ kg", "500", "kg"),
        ("1.500 chai 500ml", "1500", "bottle"),
        ("1000 gói 200 g", "1000", "packet"),
        ("500kg 1 năm", "500", "kg"),
        ("1 năm 500 kg", "500", "kg"),
        ("năm 2025 được 500 kg", "500", "kg"),
        ("500 thugn", "500", "crate"),
        ("200 hũ", "200", "jar_hu"),
        ("200 hu", "200", "jar_hu"),
        ("200 lọ", "200", "jar"),
        ("40 chậu", "40", "plant_chau"),
        ("300 cái", "300", "piece_cai"),
        ("500 bó", "500", "bunch"),
        ("500 bộ", "500", "set"),
        ("300 m2", "300", "square_metre"),
        ("500 kg vú sữa", "500", "kg"),
        ("500 lượt khách", "500", "visitor"),
        ("2000 bottles a year", "2000", "bottle"),
        ("hơn 2 tấn chè khô mỗi năm", "2", "tonne"),
    ],
)
def test_amounts_as_people_say_them(typed: str, value: str, unit: str) -> None:
    assert parse_quantity(typed) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", QuantityProblem.NO_NUMBER),
        ("rất nhiều", QuantityProblem.NO_NUMBER),
        ("1.50.0 kg", QuantityProblem.NO_NUMBER),
        ("trăm nghìn nghìn chai", QuantityProblem.NO_NUMBER),
        ("500", QuantityProblem.NO_UNIT),
        ("5 nghìn", QuantityProblem.NO_UNIT),
        ("500 mật ong", QuantityProblem.UNKNOWN_UNIT),
        ("500-600 kg", QuantityProblem.SEVERAL_NUMBERS),
        ("500 đến 600 kg", QuantityProblem.SEVERAL_NUMBERS),
        ("500 kg mật ong, 300 chai", QuantityProblem.SEVERAL_NUMBERS),
        ("300 chai và 200 hộp", QuantityProblem.SEVERAL_NUMBERS),
        ("2 tạ 3 tấn", QuantityProblem.SEVERAL_NUMBERS),
        ("2 tấn 50", QuantityProblem.SEVERAL_NUMBERS),
        ("500 kg/tháng", QuantityProblem.NOT_A_YEAR),
        ("2 vụ mỗi vụ 300 kg", QuantityProblem.NOT_A_YEAR),
        ("2 ta/sao", QuantityProblem.NOT_A_YEAR),
        ("1,5 chai", QuantityProblem.NOT_WHOLE),
        ("0 kg", QuantityProblem.NOT_POSITIVE),
        ("-5 kg", QuantityProblem.NOT_POSITIVE),
        ("1000000000001 tấn", QuantityProblem.TOO_LARGE),
        ("9" * 4000 + " kg", QuantityProblem.TOO_LARGE),
    ],
)
def test_the_reason_of_a_failure(typed: str, problem: QuantityProblem) -> None:
    fault = parse_quantity(typed)
    assert isinstance(fault, QuantityFault)
    assert fault.problem is problem


def test_a_number_without_unit_is_kept_for_the_next_question() -> None:
    fault = parse_quantity("1.500")
    assert fault == QuantityFault(QuantityProblem.NO_UNIT, Decimal(1500))
    assert with_unit(Decimal(1500), "bottle") == Quantity(Decimal(1500), "bottle")
    unknown = with_unit(Decimal(1500), "barrel")
    assert isinstance(unknown, QuantityFault)
    assert parse_quantity("500 mật ong") == QuantityFault(
        QuantityProblem.UNKNOWN_UNIT, Decimal(500), "mật"
    )


@given(st.sampled_from(sorted(UNITS)), st.integers(1, 10**9), st.booleans())
def test_whole_amounts_in_every_unit(key: str, number: int, dotted: bool) -> None:
    digits = f"{number:,}".replace(",", ".") if dotted else str(number)
    assert parse_quantity(f"{digits} {UNITS[key].words[0]}") == Quantity(Decimal(number), key)


@given(st.decimals("0.01", "999999", places=2))
def test_decimal_comma(value: Decimal) -> None:
    read = parse_quantity(f"{value}".replace(".", ",") + " tấn")
    assert isinstance(read, Quantity)
    assert read.value == value
    assert "E" not in str(read.value)


@given(st.text(max_size=60) | st.from_regex(r"[0-9., ]{1,9}(kg|chai|tấn|nghìn|rưỡi| năm|/)+"))
def test_whatever_is_typed_there_is_an_answer(text: str) -> None:
    read = parse_quantity(text)
    if isinstance(read, Quantity):
        assert read.unit in UNITS
        assert read.value > 0
