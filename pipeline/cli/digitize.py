"""`vanthu digitize`: scans to searchable PDF/A, with no office."""

from __future__ import annotations

import os
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import faults
from pipeline.cli.answer import Answer, Manner, exit_of, table, told
from pipeline.cli.grammar import FILE, Command, OneOf, Whole
from pipeline.cli.progress import Watch, watching
from pipeline.cli.reader import Order, Reader
from pipeline.cli.words import t
from pipeline.errors import Exit, VanthuError
from pipeline.text import nfc

if TYPE_CHECKING:  # the reading room takes long to load, and its child process does that
    from pipeline.digitize.values import Blank, Conversion, PageImage, Quality, Sides


@click.command(
    cls=Command,
    help=t(
        "Số hóa bản quét (JPEG, PNG, TIFF, PDF) thành PDF/A tìm kiếm được.\n\n"
        "Không cần lập cơ quan trước. Bản quét gốc không bị thay đổi; bản có dấu chỉ độ mật bị từ chối.",
        "Turn scans (JPEG, PNG, TIFF, PDF) into searchable PDF/A.\n\n"
        "Needs no office. The scan itself is not touched; one with a secrecy mark is refused.",
    ),
)
@click.argument("scans", nargs=-1, required=True, type=FILE, metavar=t("BẢN_QUÉT...", "SCAN..."))
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    metavar="PATH",
    help=t("Tệp kết quả; hoặc thư mục khi có nhiều bản quét.", "The output file; a folder for several scans."),
)
@click.option(
    "--sidecar",
    is_flag=True,
    help=t("Ghi thêm tệp chữ .txt cạnh mỗi tệp PDF.", "Also write the text beside each PDF, as .txt."),
)
@click.option(
    "--image",
    type=OneOf(("layers", "original")),
    default="layers",
    help=t(
        "Ảnh trang trong PDF: layers (mặc định) tách lớp mực và giấy, nhỏ hơn nhiều lần; original giữ nguyên ảnh của máy quét.",
        "The page image in the PDF: layers (default) takes ink and paper apart, many times smaller; original keeps the scanner's own bytes.",
    ),
)
@click.option(
    "--quality",
    type=OneOf(("default", "best")),
    default="default",
    help=t(
        "Mức đọc: default (mặc định) đọc lại những dòng chưa chắc; best đọc mọi dòng hai lần, lâu hơn.",
        "How to read: default reads unsure lines a second time, best every line, which takes longer.",
    ),
)
@click.option(
    "--convert",
    type=OneOf(("raster", "refuse")),
    default="raster",
    help=t(
        "Trang PDF không thành PDF/A nguyên nét và phông chữ được: raster (mặc định) vẽ thành ảnh và báo, refuse không nhận tệp.",
        "PDF pages that cannot be PDF/A with vectors and fonts: raster (default) draws them and says so, refuse takes no such file.",
    ),
)
@click.option(
    "--rotate",
    type=OneOf(("0", "90", "180", "270")),
    default="0",
    help=t("Xoay mọi trang theo chiều kim đồng hồ, độ.", "Turn every page clockwise, in degrees."),
)
@click.option(
    "--sides",
    type=OneOf(("in-order", "fronts-then-backs")),
    default="in-order",
    help=t(
        "fronts-then-backs: máy quét một mặt, quét hết mặt trước rồi lật cả tập quét mặt sau; số trang phải chẵn.",
        "fronts-then-backs: a one-sided feeder took all fronts, then the turned stack; the number of pages must be even.",
    ),
)
@click.option(
    "--blank",
    type=OneOf(("keep", "remove")),
    default="keep",
    help=t(
        "Trang trắng: keep giữ (mặc định), remove bỏ khỏi bản số hóa.",
        "Blank pages: keep (default), or remove from the copy.",
    ),
)
@click.option(
    "--split",
    is_flag=True,
    help=t(
        "Tách thành nhiều tệp PATH-1, PATH-2… ở mỗi tờ phân cách (in bằng: vanthu separator). "
        "Văn bản nào hỏng thì chỉ văn bản đó không được ghi, các văn bản khác vẫn có (mã thoát 1).",
        "Part it into files PATH-1, PATH-2 ... at every separator sheet (print them: vanthu separator). "
        "A paper that is broken is left out alone, the others are written (exit status 1).",
    ),
)
@click.option(
    "--jobs",
    type=Whole(1),
    metavar="N",
    help=t(
        "Số trang đọc cùng lúc; nếu không nêu: số nhân máy.", "Pages read at a time; when not given, as many as cores."
    ),
)
@click.pass_obj
def digitize(
    manner: Manner,
    scans: tuple[Path, ...],
    path: str,
    sidecar: bool,
    image: PageImage,
    quality: Quality,
    convert: Conversion,
    rotate: str,
    sides: Sides,
    blank: Blank,
    split: bool,
    jobs: int | None,
) -> Answer:
    from pipeline.digitize.values import PageCare

    manner_of_reading = Order(
        Path(), Path(), None, 1, image, quality, convert, PageCare(int(rotate), sides, blank), split
    )
    outputs = plan(scans, path)
    jobs = jobs or len(os.sched_getaffinity(0))
    with watching(manner, t("Số hóa", "Digitizing"), len(scans)) as watch:
        results = _all(list(zip(scans, outputs, strict=True)), sidecar, manner_of_reading, jobs, watch)
    papers = [paper for scan, result in zip(scans, results, strict=True) for paper in _papers(scan, result)]
    documents = [document for document, _ in papers]
    failures = [fault for _, fault in papers if fault is not None]
    rows = [
        (Path(d["input"]).name, _status(d), len(d["pages"]) or "", d["output"] or d["error"]["message"])
        for d in documents
    ]
    headings = (t("Bản quét", "Scan"), t("Kết quả", "Result"), t("Số trang", "Pages"), t("Tệp", "File"))
    return Answer(
        {"documents": documents}, table(headings, rows), exit_of(len(papers) - len(failures), failures), failures
    )


def plan(scans: Sequence[Path], path: str) -> list[Path]:
    """Where each scan's record goes: PATH itself for one, else one file each in the folder PATH, no two alike."""
    target = Path(path)
    if len(scans) == 1 and not path.endswith("/") and not target.is_dir():
        return [target]
    if target.exists() and not target.is_dir():
        raise click.UsageError(
            t(f"{path} là một tệp; nhiều bản quét cần một thư mục", f"{path} is a file; several scans need a folder")
        )
    taken: set[str] = set()
    outputs = []
    for scan in scans:
        stem = nfc(scan.stem) or "scan"
        name, n = stem, 1
        while name.casefold() in taken:
            n += 1
            name = f"{stem} ({n})"
        taken.add(name.casefold())
        outputs.append(target / f"{name}.pdf")
    return outputs


def _all(
    pairs: list[tuple[Path, Path]], sidecar: bool, how: Order, jobs: int, watch: Watch
) -> list[dict[str, Any] | VanthuError]:
    """Every scan read, several at a time; an error stands where a document would."""
    at_once = min(jobs, len(pairs))
    readers: SimpleQueue[Reader] = SimpleQueue()
    originals = {identity(scan) for scan, _ in pairs if scan.exists()}
    shares = dict.fromkeys(range(len(pairs)), 0.0)  # how much of each scan is read

    def one(n: int) -> dict[str, Any] | VanthuError:
        scan, output = pairs[n]

        def on_page(done: int, of: int) -> None:
            shares[n] = done / max(of, 1)
            watch.at(sum(shares.values()), note=f"{scan.name} {done}/{of}")

        reader = readers.get()
        try:
            check_paths(scan, output, originals)
            text = output.with_suffix(".txt") if sidecar else None
            order = replace(how, source=scan, output=output, sidecar=text, jobs=max(1, jobs // at_once))
            return reader.read(order, on_page)
        except VanthuError as error:
            return error
        finally:
            readers.put(reader)
            shares[n] = 1.0
            watch.at(sum(shares.values()), note=scan.name)

    with ExitStack() as stack:
        started = [stack.enter_context(Reader()) for _ in range(at_once)]
        for reader in started:
            readers.put(reader)
        pool = ThreadPoolExecutor(at_once)
        try:
            return list(pool.map(one, range(len(pairs))))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            for reader in started:  # the threads that wait for them return
                reader.kill()
            raise
        finally:
            pool.shutdown()


def identity(path: Path) -> tuple[int, int]:
    """Device and inode: one file is one file by whatever name."""
    seen = path.stat()
    return seen.st_dev, seen.st_ino


def check_paths(scan: Path, output: Path, originals: Set[tuple[int, int]]) -> None:
    """What can be said before a reader is troubled: the scan can be read, the output would replace none of the scans."""
    if not scan.exists():
        raise VanthuError(faults.NOT_FOUND, path=scan)
    if not scan.is_file() or not os.access(scan, os.R_OK):
        raise VanthuError(faults.UNREADABLE, path=scan)
    if output.exists() and identity(output) in originals:
        raise VanthuError(faults.OUTPUT_IS_INPUT, path=output)
    above = next(folder for folder in output.absolute().parents if folder.exists())
    if output.is_dir() or not above.is_dir() or not os.access(above, os.W_OK):
        raise VanthuError(faults.OUTPUT_BLOCKED, path=output)


def _papers(scan: Path, result: dict[str, Any] | VanthuError) -> list[tuple[dict[str, Any], VanthuError | None]]:
    """The papers of a scan as the answer has them, one unless it was parted; with each the fault that stands against it."""
    if isinstance(result, VanthuError):
        return [(_undone(scan, result), result)]
    if "parts" not in result:
        return [(result, None)]
    papers: list[tuple[dict[str, Any], VanthuError | None]] = []
    for number, part in enumerate(result["parts"], 1):
        fault: VanthuError | None = part.pop("fault", None)
        if fault is not None:
            fault = _of_paper(fault, number, part["source_pages"])
            part = _undone(scan, fault) | part
        papers.append((part, fault))
    return papers


def _of_paper(fault: VanthuError, number: int, pages: Sequence[int]) -> VanthuError:
    """The fault, saying which paper of the file it is about."""
    listed = ", ".join(map(str, pages))
    which = t(f"văn bản thứ {number} trong tệp, trang {listed}", f"paper {number} of the file, pages {listed}")
    return VanthuError(fault.fault, f"{which}; {fault.cause}" if fault.cause else which, **fault.values)


def _undone(scan: Path, fault: VanthuError) -> dict[str, Any]:
    refused = fault.exit in (Exit.INPUT_REFUSED, Exit.OFFICE_RULE)
    return {
        "input": str(scan),
        "output": None,
        "status": "refused" if refused else "failed",
        "pages": [],
        "text": "",
        "fields": {},
        "seconds": 0.0,
        "error": told(fault),
    }


def _status(document: dict[str, Any]) -> str:
    return {"done": t("xong", "done"), "refused": t("từ chối", "refused"), "failed": t("lỗi", "failed")}[
        document["status"]
    ]
