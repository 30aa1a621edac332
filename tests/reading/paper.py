"""Small pages drawn for the reading tests: print, stamps and what a scanner does to them."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_models.page import MARGIN, ColourImage, GreyImage

RED, BLUE, BLACK = (200, 30, 40), (40, 60, 170), (20, 20, 20)
DPI = 150


@cache
def font(points: float, style: str = "Regular", dpi: int = DPI) -> ImageFont.FreeTypeFont:
    path = f"/usr/share/fonts/truetype/liberation2/LiberationSerif-{style}.ttf"
    return ImageFont.truetype(path, round(points * dpi / 72))


def blank(width_mm: float = 210, height_mm: float = 297, dpi: int = DPI) -> Image.Image:
    return Image.new("RGB", (round(width_mm * dpi / 25.4), round(height_mm * dpi / 25.4)), "white")


def write(
    page: Image.Image, x_mm: float, y_mm: float, text: str, style: str = "Regular", points: float = 14, **more: object
) -> None:
    """Text with its left end at x and its top at y; `color` and `dpi` if not black at 150."""
    dpi = int(str(more.get("dpi", DPI)))
    at = (x_mm * dpi / 25.4, y_mm * dpi / 25.4)
    ImageDraw.Draw(page).text(at, text, font=font(points, style, dpi), fill=more.get("color", BLACK))  # type: ignore[arg-type]


def line(text: str) -> GreyImage:
    """A strip as lines are cut: the print with a fifth of its height round it."""
    page = blank(190, 20, dpi=300)
    write(page, 10, 6, text, dpi=300)
    picture = np.asarray(page.convert("L"), np.uint8)
    rows, columns = np.nonzero(picture < 128)
    high = int(rows.max() + 1 - rows.min())
    margin = round(MARGIN * high)
    return picture[
        rows.min() - margin : rows.max() + 1 + margin, columns.min() - margin : columns.max() + 1 + margin
    ].copy()


def letter_head(dpi: int = DPI) -> Image.Image:
    """The upper half of a letter by Decree 30: two columns, the subject under the number, some lines of body."""
    page = blank(210, 297, dpi)
    for x, y, text, style, points in (
        (38, 20, "BỘ TÀI CHÍNH", "Regular", 13),
        (22, 26, "CỤC QUẢN LÝ CÔNG SẢN", "Bold", 13),
        (102, 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bold", 12),
        (118, 26, "Độc lập - Tự do - Hạnh phúc", "Bold", 13),
        (35, 38, "Số: 123/QLCS-VP", "Regular", 13),
        (112, 38, "Hà Nội, ngày 05 tháng 01 năm 2026", "Italic", 13),
        (60, 78, "Kính gửi: Các đơn vị trực thuộc.", "Regular", 14),
        (40, 88, "Thực hiện Quyết định số 12/QĐ-BTC về bảo vệ bí mật nhà nước,", "Regular", 14),
        (30, 95, "các đơn vị rà soát tài liệu mật đã đăng ký; việc bảo mật thông tin thực", "Regular", 14),
        (30, 102, "hiện theo quy định và báo cáo trước ngày 10 tháng 02 năm 2026.", "Regular", 14),
    ):
        write(page, x, y, text, style, points, dpi=dpi)
    return page


def stamped(page: Image.Image, text: str, *, x_mm: float = 60, y_mm: float = 60, color: tuple[int, int, int] = RED,
            points: float = 14, frame: bool = True, tilt: float = 0, dpi: int = DPI) -> Image.Image:  # fmt: skip
    """The page with a stamp whose middle is at x, y, ink over ink as a rubber stamp gives."""
    face = font(points, "Bold", dpi)
    width, height = face.getlength(text) + 8 * dpi / 25.4, (points * 0.353 + 5) * dpi / 25.4
    side = int(width * 1.4)
    ink = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(ink)
    if frame:
        draw.rectangle(
            ((side - width) / 2, (side - height) / 2, (side + width) / 2, (side + height) / 2), outline=255, width=2
        )
    draw.text((side / 2, side / 2), text, font=face, fill=255, anchor="mm")
    ink = ink.rotate(tilt, resample=Image.Resampling.BICUBIC)
    result = page.copy()
    at = (round(x_mm * dpi / 25.4 - side / 2), round(y_mm * dpi / 25.4 - side / 2))
    result.paste(Image.new("RGB", ink.size, color), at, ink)
    return result


def scanned(page: Image.Image, *, skew: float = 0.0, noise: float = 6.0) -> ColourImage:
    """BGR as a scanner gives it: askew (degrees by which text falls to the right), softened, with grain."""
    image = np.asarray(page)[:, :, ::-1].copy()
    if skew:
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1)
        image = cv2.warpAffine(image, turn, (width, height), borderValue=(255, 255, 255), flags=cv2.INTER_CUBIC)
    grain = np.random.default_rng(1).normal(0, noise, image.shape)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 0.5) + grain, 0, 255).astype(np.uint8)


def one_bit(image: ColourImage) -> GreyImage:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.where(grey < 150, 0, 255).astype(np.uint8)
