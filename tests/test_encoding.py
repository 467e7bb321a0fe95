"""Every text comes back as it was written, and what is no text is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeqa.archive.formats.encoding import UnreadableText, clean, decode

PROSE = "Fifty-seven of 143 patients at a sanatorium have been ill, the office says. "
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1)


@given(TEXTS)
def test_utf8_is_read_as_it_is_written(text: str) -> None:
    assert decode(f"A{text}".encode()) == (clean(f"A{text}"), "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@given(text=TEXTS)
def test_a_mark_at_the_beginning_decides(encoding: str, text: str) -> None:
    got, name = decode(text.encode(encoding))
    assert got == clean(text)
    assert encoding.startswith(name[:5])


@given(st.text())
def test_a_clean_text_can_be_stored_and_stays_so(text: str) -> None:
    got = clean(text)
    got.encode("utf-8")
    assert clean(got) == got
    assert not {"\r", "\0"} & set(got)


@given(st.binary(max_size=400))
def test_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except UnreadableText:
        return
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("words", "encodings"),
    [
        ("Genève, 3 mai: the café’s “façade” – £30 and €20, naïve São Paulo", ["cp1252"]),
        ("Bogotá: ¿Qué pasó? El niño comió piña. ¡Olé! Perú", ["cp1252", "latin-1"]),
        ("Málaga, Ångström, Ærøskøbing, Weiß, Zürich", ["cp1252", "latin-1"]),
        ("Białystok: Małgorzata Żuk of Łomża, Augustów and Mońki, Ćwiek", ["cp1250", "iso8859-2"]),
        ("Dvořák and Škoda met Jiří Kučera in Plzeň; Ústí, Třebíč", ["cp1250", "iso8859-2"]),
        ("Šibenik: police from Čakovec, Đakovo and Žepče met", ["cp1250", "iso8859-2"]),
        ("Győr: Orbán and Gyurcsány; Kővágó, Hűvös", ["cp1250", "iso8859-2"]),
        ("Istanbul, Türkiye: İzmir, Beşiktaş, Muğla, Erdoğan", ["cp1254"]),
        ("Genève: the café’s façade, naïve, 20 °C", ["mac_roman"]),
        ("Москва, двадцатого марта. Более пятидесяти пациентов заболели", ["cp1251"]),
        ("Plain words", ["ascii", "utf-16-le", "utf-16-be"]),
    ],
)
def test_old_encodings_are_told_by_the_words_they_make(words: str, encodings: list[str]) -> None:
    for encoding in encodings:
        assert decode(f"{PROSE}{words}. {PROSE}".encode(encoding))[0] == f"{PROSE}{words}. {PROSE}"


def test_a_few_strays_among_utf8_do_not_spoil_the_rest() -> None:
    data = "Białystok, Łomża, Mońki, Żuk".encode() + b" \x96 caf\xe9"
    assert decode(data) == ("Białystok, Łomża, Mońki, Żuk – café", "utf-8, in part cp1252")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"S\xcc\x8cibenik", "Sibenik".replace("S", "Š")),
        (b"a lost\x00 byte in a text that is long enough to be one", None),
        (b"a \x1b[31mred\x07 line\ta tab \x0c", "a [31mred line\ta tab \x0c"),
        ("turned \u202egnp.\u2069exe".encode(), "turned gnp.exe"),
        (b"", ""),
    ],
)
def test_what_is_made_of_a_text(data: bytes, text: str | None) -> None:
    expected = data.decode().replace("\0", "\ufffd") if text is None else text
    assert decode(data)[0] == expected


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01" + bytes(64),
        b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(200)),
    ],
)
def test_pictures_and_programs_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableText):
        decode(data)
