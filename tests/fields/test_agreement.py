"""What was read apart and agrees is surer: notation with title, head and file copy; who signs with whom the agency has."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.agreement import agreed
from pipeline.digitize.fields.leaders import heads, signs_for
from pipeline.digitize.values import Field

_UNSURE = 0.5


def _paper(**values: str | list[str]) -> dict[str, Field]:
    sure = {"code_notation": _UNSURE, "signer_position": _UNSURE, "competence": _UNSURE}
    return {key: Field(value, sure.get(key, 0.95), 1, (0, 0, 1, 1)) for key, value in values.items()}


@pytest.mark.parametrize(
    ("notation", "more", "surer"),
    [
        ("GM-SNV", {"type_name": "Giấy mời"}, True),
        ("GM-SNW", {"type_name": "Giấy mời"}, False),
        ("BC-SNV", {"type_name": "Giấy mời"}, False),
        ("SNV-TCCB", {"recipients": ["Như trên", "Lưu: VT, TCCB (03b)"]}, True),
        ("SNV-TCBB", {"recipients": ["Như trên", "Lưu: VT, TCCB (03b)"]}, False),
        ("SNV", {}, False),
    ],
)
def test_a_notation_whose_parts_stand_elsewhere_on_the_paper_is_surer(
    notation: str, more: dict[str, str | list[str]], surer: bool
) -> None:
    found = agreed(_paper(code_notation=notation, issuer="SỞ NỘI VỤ", **more))["code_notation"]
    assert (found.value, found.confidence > 0.8) == (notation, surer)


@pytest.mark.parametrize(
    ("issuer", "competence", "position", "so"),
    [
        ("SỞ Y TẾ", "", "GIÁM ĐỐC", True),
        ("SỞ Y TẾ", "", "TỔNG GIÁM ĐỐC", False),
        ("SỞ Y TẾ", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", True),
        ("SỞ Y TẾ", "KT. GIÁM ĐỐC", "GIÁM ĐỐC", False),
        ("SỞ Y TẾ", "TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", True),
        ("BỘ Y TẾ", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", True),
        ("ỦY BAN NHÂN DÂN XÃ YÊN MỸ", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", True),
        ("ỦY BAN NHÂN DÂN XÃ YÊN MỸ", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", True),
        ("ỦY BAN NHÂN DÂN XÃ YÊN MỸ", "", "CHỦ TỊCH", False),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH LÀO CAI", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", False),
    ],
)
def test_who_signs_is_held_against_the_agency(issuer: str, competence: str, position: str, so: bool) -> None:
    assert signs_for(issuer, competence, position) == so
    fields = _paper(issuer=issuer, signer_position=position, **({"competence": competence} if competence else {}))
    assert (agreed(fields)["signer_position"].confidence > _UNSURE) == so


def test_the_longest_beginning_of_a_name_tells_its_head() -> None:
    assert heads("THANH TRA CHÍNH PHỦ") == ("TỔNG THANH TRA",)
    assert heads("Thanh tra tỉnh") == ("CHÁNH THANH TRA",)
    assert heads("CÂU LẠC BỘ") == ()


def test_a_name_of_another_tongue_is_surer_where_it_stands_twice() -> None:
    fields = _paper(issuer="ỦY BAN NHÂN DÂN XÃ EA SÚP", place="Ea Súp")
    unsure = {**fields, "issuer": Field("ỦY BAN NHÂN DÂN XÃ EA SÚP", 0.55)}
    assert agreed(unsure)["issuer"].confidence > 0.9
    assert agreed({**unsure, "place": Field("Hà Nội", 0.95)})["issuer"].confidence == 0.55
    odd = {**unsure, "issuer": Field("ỦY BNN NHÂN DÂN XÃ EA SÚP", 0.55)}
    assert agreed(odd)["issuer"].confidence == 0.55
