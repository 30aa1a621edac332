"""Broken and hostile files end with a sentence or a result: in bounded time and memory, never with a traceback."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.digitize.scan import BornPage, open_scan
from pipeline.errors import Exit, VanthuError
from tests.digitize.hostile import FILES

pytestmark = pytest.mark.slow

# What may still be read, and the fault of everything else.
SOUND = {
    "tiff_in_a_circle", "tiff_g4_of_noise", "pdf_without_its_table", "pdf_that_points_beside_its_table", "pdf_behind_a_mail_head",
    "pdf_that_lies_about_its_pages", "pdf_of_a_page_without_size", "pdf_with_a_box_of_words", "pdf_with_scripts_and_forms", "pdf_image_that_inflates_for_ever",
}  # fmt: skip
FAULT = {
    "garbage": "VT-SCAN-007", "nothing": "VT-SCAN-001", "zeros": "VT-SCAN-008", "word": "VT-SCAN-002",
    "web_page_named_pdf": "VT-SCAN-006", "png_bomb": "VT-SCAN-011", "jpeg_of_65500_by_65500": "VT-SCAN-011",
    "pdf_with_an_image_of_a_gigapixel": "VT-SCAN-011", "pdf_locked": "VT-SCAN-020", "pdf_locked_by_its_owner": "VT-SCAN-020",
    "pdf_of_no_pages": "VT-SCAN-014", "pdf_of_deep_nesting": "VT-SCAN-014", "pdf_of_two_kilometres": "VT-SCAN-023",
    "pdf_of_a_gigabyte_of_strokes": "VT-SCAN-022", "pdf_with_a_form_in_itself": "VT-SCAN-022",
    "pdf_with_ten_thousand_pages": "VT-SCAN-013", "pdf_with_half_of_an_image": "VT-SCAN-010",
}  # fmt: skip
HEAVY = {
    "pdf_of_a_gigabyte_of_strokes",
    "pdf_with_a_form_in_itself",
    "pdf_image_that_inflates_for_ever",
    "png_text_bomb",
}


def opened(path: Path) -> int:
    with open_scan(path) as scan:
        for page in scan.pages:
            if isinstance(page, BornPage):
                assert page.sheet.file.stat().st_size
            else:
                assert page.pixels().size
                assert page.stored().data
        return len(scan.pages)


@pytest.mark.parametrize("name", sorted(FILES.keys() - HEAVY))
def test_a_hostile_file_is_refused_with_its_reason_or_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.pdf"  # names never count
    path.write_bytes(FILES[name]())
    if name in SOUND:
        assert opened(path) == 1
        return
    with pytest.raises(VanthuError) as refused:
        opened(path)
    assert refused.value.exit is Exit.INPUT_REFUSED
    assert refused.value.code == code_of(name)
    assert refused.value.sentence("vi") and refused.value.next_step("vi")


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_a_bomb_costs_no_more_than_its_share(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = (
        "import re, resource, sys; from pathlib import Path; from pipeline.errors import VanthuError\n"
        "from tests.digitize.test_hostile import opened\n"
        "try: print('read', opened(Path(sys.argv[1])))\n"
        "except VanthuError as error: print(error.code, int(error.exit))\n"
        # its own peak from /proc: ru_maxrss of a new process begins with that of the test worker it was forked from
        "own = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome, megabytes = ran.stdout.splitlines()
    assert outcome == ("read 1" if name in SOUND else f"{code_of(name)} {Exit.INPUT_REFUSED:d}")
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 60
    assert int(megabytes) < 1200


def code_of(name: str) -> str:
    return FAULT.get(name, "VT-SCAN-021" if name.startswith("pdf") else "VT-SCAN-010")
