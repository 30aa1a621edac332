"""Judges that are not ours: veraPDF and EU DSS (Java, built once into the user's cache), poppler.

A test that asks a Java judge is marked `java`. Without Java or Maven it fails, unless VANTHU_FAST is set: then it is
skipped and says so.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

_SOURCES = Path(__file__).parent / "java"
_CACHE = Path(os.environ.get("VANTHU_TESTS_CACHE", Path.home() / ".cache" / "vanthu-tests"))


@dataclass(frozen=True)
class Conformance:
    """veraPDF's word on a file, measured by the flavour (`2u`, `3u` ...) that its own XMP claims."""

    flavour: str
    compliant: bool
    broken: str  # rules, or why it could not be judged


@dataclass(frozen=True)
class JudgedSignature:
    """EU DSS's word on one signature; changes after signing and misused keys count as failures."""

    field: str
    indication: str  # TOTAL_PASSED, INDETERMINATE, TOTAL_FAILED
    sub_indication: str
    level: str  # PAdES-BASELINE-B, -T, -LT, -LTA
    signer: str
    claimed_time: str
    best_time: str
    modified: bool
    timestamps: str
    errors: str
    warnings: str


class JudgeFailed(Exception):
    """A judge that could not be built, died, or was silent about a file: it has not said yes."""


def verapdf(files: Iterable[Path]) -> dict[Path, Conformance]:
    """The verdict on each file."""
    paths = [Path(file).absolute() for file in files]
    answers = _asked("verapdf", "PdfaJudge", (), paths)
    verdicts = {}
    for line in answers:
        path, flavour, compliant, broken = (*line.split("\t"), "", "", "")[:4]
        verdicts[Path(path)] = Conformance(flavour, compliant == "true", broken)
    if missing := set(paths) - verdicts.keys():
        raise JudgeFailed(f"veraPDF was silent about {sorted(missing)}")
    return verdicts


def dss(
    files: Iterable[Path], anchors: Sequence[Path], crls: Sequence[Path] = ()
) -> dict[Path, tuple[JudgedSignature, ...]]:
    """The signatures of each file as EU DSS judges them, offline, against PEM anchors and revocation lists."""
    paths = [Path(file).absolute() for file in files]
    arguments = [
        *(str(Path(anchor).absolute()) for anchor in anchors),
        "--",
        *(str(Path(crl).absolute()) for crl in crls),
    ]
    verdicts: dict[Path, list[JudgedSignature]] = {}
    ended = set()
    for line in _asked("dss", "SignatureJudge", arguments, paths):
        path, *fields = line.split("\t")
        if fields == ["."]:
            ended.add(Path(path))
        elif fields[1] == "error":
            raise JudgeFailed(f"{path}: {fields[2]}")
        else:
            values = {**dict(zip(_SIGNATURE, fields, strict=True))}
            found = JudgedSignature(**{**values, "modified": values["modified"] == "true"})  # type: ignore[arg-type]
            verdicts.setdefault(Path(path), []).append(found)
    if missing := set(paths) - ended:
        raise JudgeFailed(f"DSS was silent about {sorted(missing)}")
    return {path: tuple(verdicts.get(path, ())) for path in paths}


def etsi_schema() -> etree.XMLSchema:
    """ETSI's own schema of validation reports (TS 119 102-2 V1.4.1), as EU DSS brings it along, with all that it imports."""
    parts: dict[str, bytes] = {}
    for jar in sorted((_built("dss") / "target" / "dependency").glob("specs-*.jar")):
        with zipfile.ZipFile(jar) as packed:
            for name in packed.namelist():
                if name.startswith("xsd/") and name.endswith(".xsd"):
                    parts[name.rpartition("/")[2]] = packed.read(name)
    parts["ts_119612v020201_201601xsd.xsd"] = parts["ts_119612v020101_xsd.xsd"]  # as it is called on ETSI's site

    class Packed(etree.Resolver):
        def resolve(self, url: str, public_id: str, context: object) -> object:
            return self.resolve_string(parts[url.rpartition("/")[2]], context, base_url=url)

    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(Packed())
    return etree.XMLSchema(etree.fromstring(parts["TS119102-2-v141.xsd"], parser))


_SIGNATURE = tuple(JudgedSignature.__dataclass_fields__)


def pdftotext(file: Path) -> list[str]:
    """The text of each page by poppler, in the order of the content."""
    ran = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return ran.stdout.decode().split("\f")[:-1]


def mutool(file: Path) -> list[str]:
    """The text of each page by MuPDF."""
    ran = subprocess.run(["mutool", "draw", "-q", "-F", "text", "-o", "-", str(file)], capture_output=True, check=True)
    return ran.stdout.decode().split("\f")[:-1]


def _asked(name: str, main: str, arguments: Sequence[str], paths: Sequence[Path]) -> list[str]:
    built = _built(name)
    # Short lives: the optimising compiler costs more than it saves (half of the processor time without it).
    quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    command = ["java", "-Xmx1g", *quick, "-cp", f"{built}/target/classes:{built}/target/dependency/*", main, *arguments]
    ran = subprocess.run(
        command, input="".join(f"{path}\n" for path in paths), capture_output=True, text=True, timeout=300 + 20 * len(paths),
        env={**os.environ, "JAVA_TOOL_OPTIONS": "", "LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip
    if ran.returncode:
        raise JudgeFailed(f"{name}: {ran.stderr[-800:]}")
    return [line for line in ran.stdout.splitlines() if line.startswith("/")]


def _built(name: str) -> Path:
    """The folder of a judge's classes. Built once for each version of its sources; test processes wait for each other."""
    if not (shutil.which("java") and shutil.which("mvn")):
        because = f"the {name} judge needs Java 17 and Maven: apt-get install openjdk-17-jdk-headless maven"
        if os.environ.get("VANTHU_FAST"):
            pytest.skip(because)
        pytest.fail(because)
    sources = _SOURCES / name
    digest = hashlib.sha256()
    for file in sorted(path for path in sources.rglob("*") if path.suffix in (".java", ".xml")):
        digest.update(file.read_bytes())
    target = _CACHE / f"{name}-{digest.hexdigest()[:12]}"
    _CACHE.mkdir(parents=True, exist_ok=True)
    with (_CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "ready").exists():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(sources, target)
            ran = subprocess.run(
                ["mvn", "-q", "-B", "compile", "dependency:copy-dependencies"], cwd=target, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            if ran.returncode:
                raise JudgeFailed(f"{name} could not be built: {(ran.stdout + ran.stderr)[-1500:]}")
            (target / "ready").touch()
    return target


def all_pass(verdicts: Mapping[Path, Conformance], flavours: Sequence[str] = ("2u", "3u")) -> list[str]:
    """What is wrong, a line a file; empty when every file conforms to one of the flavours."""
    return [
        f"{path.name}: {verdict.flavour} {verdict.broken}"
        for path, verdict in verdicts.items()
        if not verdict.compliant or verdict.flavour not in flavours
    ]
