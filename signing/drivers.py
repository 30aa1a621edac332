"""Where the drivers of signing devices met in Vietnam put their PKCS#11 library, on Linux and on Windows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_LINUX_FOLDERS: Final = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/opt/vgca/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
                         "/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib/aarch64-linux-gnu/softhsm")  # fmt: skip
_LINUX: Final = (
    "libbit4xpki.so",  # VGCA, Bit4id TokenME EVO
    "libeToken.so", "libeToken.so.9", "libeToken.so.10",  # VGCA, SafeNet eToken 5110
    "libeTPkcs11.so",
    "viettel-ca_v6.so", "viettel-ca_v5.so", "libviettel-ca_v2.so", "libvsignspkcs11.so",  # Viettel-CA
    "libvnpt-pkcs11.so",  # VNPT-CA
    "libbkav-pkcs11.so", "libfpt-pkcs11.so", "libmisa-pkcs11.so", "libnpki-pkcs11.so", "libcastle.so",
    "libcastle_v2.so", "libshuttle_p11v220.so", "libwdpkcs.so",  # Feitian and Watchdata devices of several CAs
    "libsofthsm2.so",  # software tokens
    "opensc-pkcs11.so",
)  # fmt: skip
_WINDOWS: Final = (
    "bit4xpki.dll",  # VGCA, Bit4id TokenME EVO
    "eTPKCS11.dll",  # VGCA, SafeNet eToken 5110
    "gclib.dll",  # Feitian family
    "viettel-ca_v6.dll", "viettel-ca_v5.dll", "viettel-ca_v4.dll",  # Viettel-CA
    "vnptca_p11_v10.dll", "vnptca_p11_v9.dll", "vnptca_p11_v8.dll", "vnptca_p11_v7.dll", "vnptca_p11_v6.dll",
    "vnpt-ca_csp11.dll", "VNPT-CA_v34.dll",  # VNPT-CA
    "BkavCA.dll", "fptca_v3.dll", "CA2_csp11.dll",
    "nca_v9.dll", "nca_v8.dll", "nca_v7.dll", "nca_v6.dll", "nca_v5.dll", "nca_v4.dll", "ncca_csp11_v1.dll",
    "st3csp11.dll", "ShuttleCsp11_3003.dll", "eps2003csp11.dll", "wdpkcs.dll", "ngp11v211.dll",
    "softhsm2-x64.dll", "opensc-pkcs11.dll",
)  # fmt: skip


def known_modules() -> tuple[Path, ...]:
    """The PKCS#11 libraries on this machine out of those we know of, each file once."""
    names, folders = (_LINUX, [Path(one) for one in _LINUX_FOLDERS])
    if sys.platform == "win32":
        names, folders = _WINDOWS, _windows_folders()
    found: dict[Path, Path] = {}
    for name in names:
        for folder in folders:
            path = folder / name
            if path.is_file():
                found.setdefault(path.resolve(), path)
    return tuple(found.values())


def _windows_folders() -> list[Path]:
    """Installers put the library where every program finds it; SoftHSM2 and OpenSC keep theirs."""
    programs = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))
    system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    return [system, programs / "SoftHSM2" / "lib", programs / "OpenSC Project" / "OpenSC" / "pkcs11"]
