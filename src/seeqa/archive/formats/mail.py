"""`.eml` and `.msg`: mails, as the newsletters that they bring.

Of a mail that is both text and page one is read, never both. What a mail's own header says are
fields; where a newsletter was forwarded, those of the mail that first brought it.
"""

from __future__ import annotations

import email
import email.errors
import email.header
import email.policy
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import TYPE_CHECKING

from seeqa.archive.formats import encoding, html
from seeqa.archive.formats.text import unwrapped
from seeqa.archive.source import Field, Line, Part, Role, Source
from seeqa.types import Origin, Remark, RemarkKind, Unit

if TYPE_CHECKING:
    from oxmsg import Message as Outlook

_ENOUGH = 0.8  # share of the text's words that the page must have to be read instead
_NOTE_WORDS = 60  # of a forwarder, above the mail forwarded
_NOTE_LINES = 40
_DEEPEST = 5  # mails within mails
_FEW_LINES, _SHORT_LINE = 8, 90  # under a letter's last words; characters
# A letter's last words ("Kind regards,"): under them stand who wrote it, and where.
_CLOSINGS = frozenset(
    f"{before}{last}"
    for last in ("regards", "wishes", "greetings")
    for before in ("", "kind ", "best ", "warm ", "with kind ", "with best ", "with warm ")
) | {"yours", "yours sincerely", "yours faithfully", "yours truly", "sincerely", "all the best"}
_PREFIXES = frozenset(
    "re fw fwd aw wg sv vb vs tr rv rif i odp pd antw doorst ynt ilt enc res".split()
)
# Names of the lines in which programs repeat the header of a mail that they forward.
_LABELS = {
    "date": "date sent datum gesendet fecha enviado data inviato envoyé verzonden skickat sendt "
    "wysłano дата отправлено päiväys lähetetty išsiųsta".split(),
    "title": "subject betreff asunto objet oggetto assunto onderwerp ämne emne temat тема "
    "aihe konu tema".split(),
    "other": "from to cc bcc von an de para à da a van aan från till fra til från od do от кому "
    "кopia kopie reply-to antwort-an importance attachments anlagen".split(),
}
_FIELD_OF = {label: name for name, labels in _LABELS.items() for label in labels}
_FORWARDED = (
    "forwarded message",
    "forwarded by",
    "original message",
    "weitergeleitete nachricht",
    "weitergeleiteten nachricht",
    "ursprüngliche nachricht",
    "message transféré",
    "message réexpédié",
    "message d'origine",
    "mensaje reenviado",
    "mensaje original",
    "messaggio inoltrato",
    "messaggio originale",
    "mensagem encaminhada",
    "doorgestuurd bericht",
    "oorspronkelijk bericht",
    "vidarebefordrat meddelande",
    "videresendt melding",
    "videresendt besked",
    "пересылаемое сообщение",
)


@dataclass(slots=True)
class _Piece:
    """A body of a mail, read: its lines, and what they are counted in."""

    lines: list[Line]
    unit: Unit

    @property
    def words(self) -> Counter[str]:
        """The words that it holds, addresses of pages left out."""
        words = (word.casefold() for line in self.lines for word in line.text.split())
        bare = ("".join(filter(str.isalnum, word)) for word in words if "://" not in word)
        return Counter(word for word in bare if word)


@dataclass(slots=True)
class _Mail:
    """A mail, read: what its header says, its bodies, mails and files that came with it."""

    fields: dict[str, Field]
    pieces: list[_Piece]
    mails: list[_Mail] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)


def read_eml(data: bytes, name: str) -> Source:
    """Read a mail as servers pass it on (RFC 5322)."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        mail = _read_message(message, 0)
    except (email.errors.MessageError, ValueError, LookupError, TypeError, RecursionError) as error:
        return _unread("eml", "a mail that is broken", f"{name}: {error}")
    return _source("eml", mail)


def read_msg(data: bytes, name: str) -> Source:
    """Read a mail as Outlook saves it."""
    from oxmsg import Message as Outlook

    try:
        message = Outlook.load(data)
        fields = _fields(message.subject, _outlook_date(message))
        pages = [_page_lines(page) for page in [_outlook_page(message)] if page]
        texts = [_text_lines(text) for text in [message.body] if text]
        attached = [one.file_name or "without a name" for one in message.attachments]
    except Exception as error:  # the library and the one below it raise whatever comes up
        return _unread("msg", "a mail that is broken", f"{name}: {error}")
    return _source("msg", _Mail(fields, _one_of(texts, pages), attached=attached))


def _unread(form: str, message: str, detail: str) -> Source:
    return Source(form, remarks=[Remark(RemarkKind.UNREAD, 1, message, detail)])


def _source(form: str, mail: _Mail) -> Source:
    """Return the parts of a mail and of those within it."""
    remarks = [
        Remark(RemarkKind.UNREAD, 1, "an attachment", name)
        for one in _all_mails(mail)
        for name in one.attached
    ]
    parts = list(_parts(mail))
    if not parts:
        remarks.append(Remark(RemarkKind.UNREAD, 1, "a mail without words"))
    return Source(form, parts, "", remarks)


def _all_mails(mail: _Mail) -> Iterator[_Mail]:
    yield mail
    for one in mail.mails:
        yield from _all_mails(one)


def _parts(mail: _Mail) -> Iterator[Part]:
    """Yield a part for a mail, and one for each that came with it."""
    lines = _renumbered(mail.pieces)
    if lines:
        part = Part(lines, mail.pieces[0].unit, fields=dict(mail.fields))
        _take_forward(part)
        _take_signature(part)
        note = sum(len(line.text.split()) for line in lines) <= _NOTE_WORDS
        if mail.mails and note:
            _furnish(lines, "note of the forwarder")
        if part.unit is Unit.LINE:
            part.lines = unwrapped(part.lines)
        yield part
    for one in mail.mails:
        yield from _parts(one)


def _renumbered(pieces: Sequence[_Piece]) -> list[Line]:
    """Return the lines of all bodies, those of the later ones counted on."""
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1].number + lines[-1].more if lines else 0
        lines += [replace(line, number=line.number + last) for line in piece.lines]
    return lines


# What a message holds


def _read_message(message: Message, depth: int) -> _Mail:
    """Read a message and those attached to it."""
    fields = _fields(_header(message, "subject"), _header(message, "date"))
    mail = _Mail(fields, [])
    mail.pieces = _bodies(message, mail, depth)
    return mail


def _bodies(message: Message, mail: _Mail, depth: int) -> list[_Piece]:
    """Return the bodies of a message in order; of alternatives the best one."""
    kind = message.get_content_type()
    if kind == "message/rfc822" and message.is_multipart():
        inner = message.get_payload(0)
        if isinstance(inner, Message) and depth < _DEEPEST:
            mail.mails.append(_read_message(inner, depth + 1))
        return []
    if not message.is_multipart():
        return _leaf(message, mail)
    parts = [one for one in _payload(message) if isinstance(one, Message)]
    found = [_bodies(part, mail, depth) for part in parts]
    pieces = [piece for one in found for piece in one]
    texts = [piece for piece in pieces if piece.unit is Unit.LINE]
    pages = [piece for piece in pieces if piece.unit is Unit.PARAGRAPH]
    if kind == "multipart/alternative" or (len(texts) == len(pages) == 1):
        return _one_of(texts, pages)
    return pieces


def _payload(message: Message) -> Iterable[object]:
    payload = message.get_payload()
    return payload if isinstance(payload, list) else ()


def _leaf(message: Message, mail: _Mail) -> list[_Piece]:
    """Return the body that a part is; a file that came with the mail is only named."""
    kind = message.get_content_type()
    name = _decoded(message.get_filename() or "")
    attached = message.get_content_disposition() == "attachment"
    if kind.startswith("multipart/"):  # of which no part begins
        kind = "text/plain"
    if kind in ("text/plain", "text/html") and not attached and not name:
        text = _content(message)
        if kind == "text/html":
            return [piece for piece in [_page_lines(text)] if piece.lines]
        flowed = str(message.get_param("format") or "").lower() == "flowed"
        spaceless = str(message.get_param("delsp") or "").lower() == "yes"
        return [piece for piece in [_text_lines(text, flowed, spaceless)] if piece.lines]
    if attached or (name and message.get_content_maintype() != "image"):
        mail.attached.append(name or kind)
    return []


def _one_of(texts: list[_Piece], pages: list[_Piece]) -> list[_Piece]:
    """Return the pages if they have the words of the texts, else the texts."""
    if not texts or not pages:
        return texts or pages
    written: Counter[str] = sum((piece.words for piece in texts), Counter())
    shown: Counter[str] = sum((piece.words for piece in pages), Counter())
    stands_in = written.total() < (1 - _ENOUGH) * shown.total()  # "your program shows no pages"
    same = (written & shown).total() >= _ENOUGH * written.total()
    return pages if same or stands_in else texts


def _content(message: Message) -> str:
    """Return a part's text, in the encoding that it names or, if that fails, by its bytes."""
    payload = message.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return encoding.clean(data.decode(message.get_content_charset() or "utf-8"))
    except (UnicodeDecodeError, LookupError):
        pass
    try:
        return html.decode(data)[0]
    except encoding.UnreadableText:
        return ""


def _header(message: Message, name: str) -> str:
    """Return a header's words, decoded (RFC 2047)."""
    return _decoded(str(message.get(name, "")))


def _decoded(written: str) -> str:
    """Return encoded words decoded; what cannot be, as it is."""
    try:
        text = str(email.header.make_header(email.header.decode_header(written)))
    except (email.errors.HeaderParseError, LookupError, ValueError):
        text = written
    return " ".join(encoding.clean(text).split())


def _fields(subject: str, date: str, number: int = 1) -> dict[str, Field]:
    """Return the fields that a header gives."""
    found = {"title": _bare_subject(subject), "date": " ".join(date.split())}
    return {name: Field(value, number, Origin.MAIL) for name, value in found.items() if value}


def _bare_subject(subject: str) -> str:
    """Return a subject without what answering and forwarding put before it."""
    subject = " ".join(subject.split())
    prefix, colon, rest = subject.partition(":")
    while colon and prefix.strip().rstrip("0123456789[]()").casefold() in _PREFIXES:
        subject = rest.strip()
        prefix, colon, rest = subject.partition(":")
    return subject


# The lines of a body


def _page_lines(text: str) -> _Piece:
    return _Piece(html.part_of(text).lines, Unit.PARAGRAPH)


def _text_lines(text: str, flowed: bool = False, spaceless: bool = False) -> _Piece:
    """Return the written lines of a text; those that were broken to be joined again are."""
    rows = [_unquoted(row, flowed) for row in encoding.clean(text).split("\n")]
    first = next((at for at, (depth, words) in enumerate(rows) if depth), len(rows))
    rest = [depth for depth, words in rows[first:] if words.strip()]
    wholly = bool(rest) and min(rest) > 0
    lines: list[Line] = []
    gap, open_depth = 0, -1
    for number, (depth, words) in enumerate(rows, 1):
        shown = words.expandtabs(8).rstrip()
        if open_depth == depth and shown:
            joiner = "" if spaceless else " "
            lines[-1].text += joiner + shown.strip()
            lines[-1].more = number - lines[-1].number
        elif shown:
            mark = "" if wholly or not depth else "> " * depth
            lines.append(Line(number, mark + shown, gap=gap))
        gap = 0 if shown else gap + 1
        flows = flowed and bool(shown) and words.endswith(" ") and words != "-- "
        open_depth = depth if flows else -1
    return _Piece(lines, Unit.LINE)


def _unquoted(row: str, flowed: bool) -> tuple[int, str]:
    """Return how often a line was quoted, and its words: ">> so" -> 2, " so"."""
    depth = 0
    rest = row
    while rest.lstrip(" ").startswith(">") if depth else rest.startswith(">"):
        depth, rest = depth + 1, rest.lstrip(" ")[1:]
    return depth, rest.removeprefix(" ") if flowed or depth else rest


def _furnish(lines: Iterable[Line], why: str) -> None:
    """Take lines out of what is read aloud."""
    for line in lines:
        if line.role is not Role.FURNITURE:
            line.role, line.why, line.level = Role.FURNITURE, why, 0


def _take_forward(part: Part) -> None:
    """Let the header that was forwarded with a newsletter count instead of the mail's own."""
    start = 0
    while (block := _forwarded(part.lines, start)) is not None:
        first, end = block
        _furnish(part.lines[start:first], "note of the forwarder")
        _furnish(part.lines[first:end], "mail header")
        for name, value, number in _repeated(part.lines[first:end]):
            part.fields |= {
                key: Field(found.value, number, Origin.MAIL)
                for key, found in _fields(
                    value if name == "title" else "", value if name == "date" else ""
                ).items()
            }
        start = end


def _forwarded(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    """Return from which line to before which a repeated header stands, little above it."""
    words = 0
    for at in range(start, min(start + _NOTE_LINES, len(lines))):
        marked = _is_mark(lines[at].text)
        end = _header_end(lines, at + marked)
        if end is not None:
            return at, end
        words += len(lines[at].text.split())
        if words > _NOTE_WORDS:
            return None
    return None


def _is_mark(text: str) -> bool:
    """Tell the line with which a program begins what it forwards."""
    bare = unicodedata.normalize("NFC", text).strip("-_ :>").casefold().replace("’", "'")
    return len(bare) < 60 and any(mark in bare for mark in _FORWARDED)


def _header_end(lines: Sequence[Line], start: int) -> int | None:
    """Return the end of the header that begins at a line, None if none does."""
    names: list[str] = []
    end = start
    for at in range(start, min(start + 12, len(lines))):
        name = _label(lines[at].text)[0]
        if names and lines[at].gap:
            break
        if name:
            names.append(name)
            end = at + 1
        elif not names or lines[at].number - lines[at - 1].number > 1 or at - end > 1:
            break
    known = "other" in names and ("date" in names or "title" in names)
    return end if known and len(names) > 1 and _label(lines[start].text)[0] else None


def _label(text: str) -> tuple[str, str]:
    """Return which header's line this is ("date", "title", "other"), and the words after it."""
    label, colon, value = text.strip("*> ").partition(":")
    if not colon or (value and not value[0].isspace() and value[0] != "*"):
        return "", ""
    return _FIELD_OF.get(label.strip(" *").casefold(), ""), value.strip(" *")


def _repeated(lines: Sequence[Line]) -> Iterator[tuple[str, str, int]]:
    """Yield what a repeated header says: which field, its words, the line; wrapped ones joined."""
    found: list[tuple[str, str, int]] = []
    for line in lines:
        name, value = _label(line.text)
        if name:
            found.append((name, value, line.number))
        elif found:
            name, value, number = found[-1]
            found[-1] = (name, f"{value} {line.text}", number)
    yield from found


def _take_signature(part: Part) -> None:
    """Take the signature out of what is read aloud: after two dashes, or a letter's last words."""
    begins = (n for n, line in enumerate(part.lines) if _ends_letter(part, n))
    at = next(begins, None)
    if at is None:
        return
    sizes = [len(line.text.split()) for line in part.lines]
    if sum(sizes[at:]) <= sum(sizes[:at]):
        _furnish(part.lines[at:], "signature")


def _ends_letter(part: Part, at: int) -> bool:
    """Tell whether a line ends a letter; after words that do so stand a few short lines."""
    after = part.lines[at + 1 :]
    few = len(after) <= _FEW_LINES and all(len(line.text) <= _SHORT_LINE for line in after)
    text = part.lines[at].text
    return text.strip() == "--" or (few and text.strip(",.!– ").lower() in _CLOSINGS)


# Outlook's own form


def _outlook_date(message: Outlook) -> str:
    """Return when a mail was sent, as its header has it or else as Outlook does."""
    headers = {name.lower(): value for name, value in message.message_headers.items()}
    if headers.get("date"):
        return headers["date"]
    return f"{message.sent_date:%Y-%m-%d %H:%M}" if message.sent_date else ""


def _outlook_page(message: Outlook) -> str:
    """Return the page that a mail is; its bytes tell their encoding where Outlook does not."""
    from oxmsg.domain import constants

    data = message.properties.binary_prop_value(constants.PID_HTML)
    if data and message.properties.int_prop_value(constants.PID_INTERNET_CODEPAGE) is None:
        return html.decode(data)[0]
    try:
        return message.html_body or ""
    except (UnicodeDecodeError, LookupError):
        return html.decode(data or b"")[0]
