"""Images: where they are, and what they show in each language. The files are stored elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import ErrorCode, UserError
from server.models import Image, ImageTranslation
from server.models.types import uuid7
from server.text.normal import is_storable, nfc, strip_edges

ImageText = tuple[str | None, str | None]
"""Alternative text and caption; either may be missing."""


async def create_image(
    session: AsyncSession,
    *,
    url: str | None,
    width: int | None,
    height: int | None,
    credit: str | None,
    texts: Mapping[str, ImageText],
    original_locale: str,
) -> UUID:
    """Width and height are in pixels. `url` None is for a caption whose image is still to come.

    Raises UserError (INVALID) for text that no database stores, or a size below 1.
    """
    for size in (width, height):
        if size is not None and size < 1:
            raise UserError(ErrorCode.INVALID, "An image is at least 1 pixel wide and high.")
    image_id = uuid7()
    await session.execute(
        insert(Image).values(
            id=image_id,
            url=_text(url),
            width=width,
            height=height,
            credit=_text(credit),
            original_locale=original_locale,
        )
    )
    await write_image_texts(session, image_id, texts)
    return image_id


async def write_image_texts(session: AsyncSession, image_id: UUID, texts: Mapping[str, ImageText]) -> bool:
    """Writes the texts in these locales; those in other locales stay. True where something changed."""
    rows = await session.execute(
        select(ImageTranslation.locale, ImageTranslation.alt, ImageTranslation.caption).where(
            ImageTranslation.image_id == image_id
        )
    )
    present = {locale: (alt, caption) for locale, alt, caption in rows}
    wanted = {locale: (_text(alt), _text(caption)) for locale, (alt, caption) in texts.items()}
    changes = [
        {"image_id": image_id, "locale": locale, "alt": alt, "caption": caption}
        for locale, (alt, caption) in sorted(wanted.items())
        if (alt, caption) != present.get(locale, (None, None))
    ]
    new = [row for row in changes if row["locale"] not in present]
    changed = [row for row in changes if row["locale"] in present]
    if new:
        await session.execute(insert(ImageTranslation), new)
    if changed:
        await session.execute(update(ImageTranslation), changed)
    return bool(changes)


def _text(text: str | None) -> str | None:
    """NFC, null where it is blank."""
    if text is None or not strip_edges(text):
        return None
    if not is_storable(text):
        raise UserError(ErrorCode.INVALID, "The text of an image holds a NUL or half a character.")
    return nfc(text)
