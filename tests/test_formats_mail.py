"""Mails: one of text and page is read, whole; the mail that brought a newsletter tells its day."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats import mail
from seeqa.archive.source import Line, Part, Role, Source
from seeqa.types import Origin, RemarkKind, Unit

_DATE = "Fri, 09 Dec 2022 19:55:41 +0200"


def message(text: str = "", page: str = "", subject: str = "A subject") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["Date"], made["From"] = subject, _DATE, "Library <a@b.example>"
    made.set_content(text) if text else made.set_content(page, subtype="html")
    if text and page:
        made.add_alternative(page, subtype="html")
    return made


def read(made: EmailMessage | str | bytes) -> Source:
    data = made.encode() if isinstance(made, str) else bytes(made)
    return mail.read_eml(data, "a.eml")


def only(made: EmailMessage | str | bytes) -> Part:
    [part] = read(made).parts
    return part


def shown(part: Part) -> list[str]:
    return [line.text for line in part.lines if line.role is not Role.FURNITURE]


def left_out(part: Part) -> list[tuple[str, str]]:
    return [(line.why, line.text) for line in part.lines if line.role is Role.FURNITURE]


def fields(part: Part) -> dict[str, str]:
    assert all(field.origin is Origin.MAIL for field in part.fields.values())
    return {name: field.value for name, field in part.fields.items()}


# Laws

_BODY_LINES = st.lists(
    st.one_of(
        st.integers(0, 99).map(lambda number: f"word{number} and more"),
        st.sampled_from(
            (
                "",
                "> quoted",
                ">> twice",
                "-- ",
                "Begin forwarded message:",
                "From: somebody",
                "Sent: 3 May 2022",
                "Subject: a thing",
                " set in",
            )
        ),
    ),
    max_size=15,
)


@settings(max_examples=200, deadline=None)
@given(_BODY_LINES)
def test_every_word_of_a_text_is_in_a_line(rows: list[str]) -> None:
    source = read("Subject: x\n\n" + "\n".join(rows))
    lines = [line for part in source.parts for line in part.lines]
    told = [word for line in lines for word in line.text.split()]
    assert [w for w in told if w.strip(">")] == [
        word.lstrip(">") for row in rows for word in row.split() if word.strip(">")
    ]
    assert [line.number for line in lines] == sorted(line.number for line in lines)
    for line in lines:
        assert bool(line.why) is (line.role is Role.FURNITURE)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_mail_is_too_broken(data: st.DataObject) -> None:
    whole = bytes(message("Text of a mail.", "<p>Text of a mail.</p>"))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    source = read(whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:])
    assert source.parts or source.remarks


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_too_broken(data: bytes) -> None:
    for source in (mail.read_eml(data, "a.eml"), mail.read_msg(data, "a.msg")):
        assert source.parts or source.remarks


# Which body


def test_the_page_is_read_where_it_says_what_the_text_says() -> None:
    part = only(message("HEAD\n\nOne two three four.", "<h1>Head</h1><p>One two three four.</p>"))
    assert part.unit is Unit.PARAGRAPH
    assert [(line.role, line.text) for line in part.lines] == [
        (Role.HEADING, "Head"),
        (Role.TEXT, "One two three four."),
    ]


def test_the_text_is_read_where_the_page_has_less() -> None:
    part = only(message("HEAD\n\nOne two\nthree four.\n", "<p>Open it in your browser</p>"))
    assert part.unit is Unit.LINE
    assert part.lines == [
        Line(1, "HEAD"),
        Line(3, "One two", gap=1),
        Line(4, "three four."),
    ]


def test_text_and_page_side_by_side_are_not_read_twice() -> None:
    made = EmailMessage()
    made.set_content("One two three.")
    made.make_mixed()
    made.add_attachment(b"<p>One two three.</p>", "text", "html", disposition="inline")
    assert shown(only(made)) == ["One two three."]


def test_pieces_of_one_text_are_read_one_after_another() -> None:
    made = message("One.\nTwo.\n")
    made.make_mixed()
    made.add_attachment(b"A picture", "image", "png", disposition="inline", filename="a.png")
    made.add_attachment(b"Three.\n", "text", "plain", disposition="inline")
    assert [(line.number, line.text) for line in only(made).lines] == [
        (1, "One."),
        (2, "Two."),
        (3, "Three."),
    ]


def test_flowed_text_flows() -> None:
    head = 'Content-Type: text/plain; format="flowed"; delsp={}\n\n'
    text = "One \ntwo.\n> so \n> said\n -- \n-- \nThe sender\n"
    assert only(head.format("no") + text).lines[0] == Line(1, "One two.", more=1)
    assert [line.text for line in only(head.format("no") + text).lines] == [
        "One two.",
        "> so said",
        "--",
        "--",
        "The sender",
    ]
    assert only(head.format("yes") + "Ab \ncd").lines == [Line(1, "Abcd", more=1)]


def test_a_text_quoted_as_a_whole_is_read_as_one() -> None:
    assert only("Subject: x\n\nSee below\n\n> One\n>\n> two\n").lines == [
        Line(1, "See below"),
        Line(3, "One", gap=1),
        Line(5, "two", gap=1),
    ]
    assert shown(only("Subject: x\n\n> One?\nTwo.\n")) == ["> One?", "Two."]


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "Vitė".encode()),
        ("windows-1257", "Vitė".encode("cp1257")),
        ("us-ascii", "Vitė".encode()),
        ("nonsense", "Vitė".encode()),
    ],
)
def test_encodings(charset: str, data: bytes) -> None:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert shown(only(head.encode() + data)) == ["Vitė"]


def test_parts_that_never_begin_are_read_as_text() -> None:
    assert shown(only("Content-Type: multipart/mixed; boundary=x\n\nText")) == ["Text"]


# The header


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Open Shelves 43", "Open Shelves 43"),
        ("Fwd: Re: AW: Open Shelves 43", "Open Shelves 43"),
        ("Re[2]: WG:Open", "Open"),
        ("Vitė: not yesterday", "Vitė: not yesterday"),
    ],
)
def test_subject(subject: str, title: str) -> None:
    part = only(message("Text", subject=subject))
    assert fields(part) == {"title": title, "date": _DATE}
    assert shown(part) == ["Text"]


def test_subject_in_a_broken_code_is_left_as_it_is() -> None:
    assert fields(only("Subject: =?nonsense?b?x?= y\n\nText"))["title"].endswith("y")
    assert fields(only("Subject: =?utf-8?q?Vit=C4=97?=\n\nText"))["title"] == "Vitė"


# Forwarded


_FORWARDS = [
    "Begin forwarded message:\n\nFrom: A <a@b.example>\nSubject: Issue 43\nDate: 6 December 2022\n"
    "To: c@d.example\n\nThe text.",
    "---------- Forwarded message ---------\nFrom: A\nDate: 6 December 2022\n"
    "Subject: Fwd: Issue\n 43\nTo: <c@d.example>\n\nThe text.",
    "-----Original Message-----\nFrom: A\nSent: 6 December 2022\nTo: B\nSubject: Issue 43\n\n"
    "The text.",
    "From: A\nSent: 6 December 2022\nTo: B\nSubject: RE: Issue 43\n\nThe text.",
    "-----Ursprüngliche Nachricht-----\nVon: A\nGesendet: 6 December 2022\nAn: B\n"
    "Betreff: WG: Issue 43\n\nThe text.",
    "Begin forwarded message:\n\n> From: A\n> Subject: Issue 43\n> Date: 6 December 2022\n>\n"
    "> The text.",
]


@pytest.mark.parametrize("text", _FORWARDS)
def test_the_mail_that_was_forwarded_counts(text: str) -> None:
    for body in (text, f"for the file, B.\n\n{text}"):
        part = only(message(body, subject="Fwd: something"))
        assert fields(part) == {"title": "Issue 43", "date": "6 December 2022"}
        assert shown(part) == ["The text."]
        assert {why for why, _ in left_out(part)} <= {"mail header", "note of the forwarder"}


def test_what_was_forwarded_twice_is_of_the_first() -> None:
    inner = _FORWARDS[2].replace("Issue 43", "Issue 42")
    part = only(message(_FORWARDS[0].replace("The text.", inner)))
    assert fields(part)["title"] == "Issue 42"
    assert shown(part) == ["The text."]


def test_a_page_that_was_forwarded() -> None:
    page = (
        "<div><b>From:</b> A &lt;a@b.example&gt;<br><b>Sent:</b> Tuesday, 6 December 2022 17:02<br>"
        "<b>To:</b> B<br><b>Subject:</b> Issue 43</div><h1>Head</h1><p>The text.</p>"
    )
    part = only(message(page=page))
    assert fields(part) == {"title": "Issue 43", "date": "Tuesday, 6 December 2022 17:02"}
    assert shown(part) == ["Head", "The text."]


def test_a_text_that_only_mentions_a_header_is_left_alone() -> None:
    text = "From: the director\n\nDear readers,\nDate: to be told\n"
    assert shown(only(message(text))) == ["From: the director", "Dear readers,", "Date: to be told"]
    late = "\n".join(["A line of the newsletter with seven words."] * 20) + "\n\n" + _FORWARDS[3]
    assert fields(only(message(late)))["title"] == "A subject"


def test_a_mail_attached_to_a_mail_is_read() -> None:
    made = message("for the file")
    made.make_mixed()
    made.add_attachment(message("The text.", subject="Issue 43"))
    note, part = read(made).parts
    assert left_out(note) == [("note of the forwarder", "for the file")]
    assert fields(part)["title"] == "Issue 43"
    assert shown(part) == ["The text."]


def test_the_signature_is_left_out() -> None:
    part = only(message("The text of a mail that says something.\n\n-- \nAbout us"))
    assert shown(part) == ["The text of a mail that says something."]
    assert left_out(part) == [("signature", "--"), ("signature", "About us")]
    assert shown(only(message("-- \nAll the text of a mail"))) == ["--", "All the text of a mail"]


def test_what_stands_under_a_letters_last_words_is_left_out() -> None:
    text = "The ferry to the islands sails again from Monday on.\n\nWith kind regards,\n"
    part = only(message(f"{text}The office\n14 Mill Lane"))
    assert shown(part) == ["The ferry to the islands sails again from Monday on."]
    assert {why for why, _ in left_out(part)} == {"signature"}
    going_on = f"{text}\n" + "A further item of the letter, with words enough to be one. " * 3
    assert "With kind regards," in shown(only(message(going_on)))


def test_attachments_are_named() -> None:
    made = message("Text")
    made.add_attachment(b"x", "application", "pdf", filename="Übersicht.pdf")
    [remark] = read(made).remarks
    assert (remark.kind, remark.message, remark.detail) == (
        RemarkKind.UNREAD,
        "an attachment",
        "Übersicht.pdf",
    )


# Outlook's own form: a compound file with streams in it, made by hand


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file (MS-CFB) of small streams; "a/b" stands in the storage "a"."""
    folders = sorted({name.split("/")[0] for name in streams if "/" in name})
    names = ["Root Entry", *folders, *streams]
    within: dict[str, list[int]] = {"": [names.index(f) for f in folders]}
    small = b""
    minifat: list[int] = []
    starts: dict[str, int] = {}
    for name, data in streams.items():
        within.setdefault(name.rpartition("/")[0], []).append(names.index(name))
        count = max(-(-len(data) // 64), 1)
        starts[name] = len(minifat)
        minifat += [*range(len(minifat) + 1, len(minifat) + count), -2]
        small += data.ljust(64 * count, b"\0")
    directory = b""
    for name in names:
        kids = within.get("" if name == "Root Entry" else name, [-1])
        family = next((k for k in within.values() if names.index(name) in k), [])
        at = family.index(names.index(name)) + 1 if family else 0
        right = family[at] if family and at < len(family) else -1
        kind = 5 if name == "Root Entry" else 1 if name in folders else 2
        start = starts.get(name, 0)
        size = len(streams.get(name, b""))
        if kind == 5:
            start, size = 0, len(small)  # the start is put right below
        label = (name.rpartition("/")[2] + "\0").encode("utf-16-le")
        directory += struct.pack(
            "<64sHBBiii16xI16xiQ", label, len(label), kind, 1, -1, right,
            kids[0] if kind in (1, 5) else -1, 0, start, size,
        )  # fmt: skip
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    packed = struct.pack(f"<{len(minifat)}i", *minifat)
    packed = packed.ljust(-(-len(packed) // 512) * 512, b"\xff")
    small = small.ljust(-(-len(small) // 512) * 512, b"\0")
    sizes = [1, len(packed) // 512, len(directory) // 512, len(small) // 512]
    first = [sum(sizes[:n]) for n in range(4)]
    fat = [-3]
    for start, size in list(zip(first, sizes, strict=True))[1:]:
        fat += [*range(start + 1, start + size), -2]
    directory = directory[:116] + struct.pack("<i", first[3]) + directory[120:]
    header = struct.pack(
        "<8s16xHHHHH6xIIiIIiIiI", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, first[2], 0, 4096, first[1], sizes[1], -2, 0,
    )  # fmt: skip
    header += struct.pack("<109i", 0, *[-1] * 108)
    return (
        header + struct.pack(f"<{len(fat)}i", *fat).ljust(512, b"\xff") + packed + directory + small
    )


def outlook(strings: Mapping[int, str], page: bytes = b"", attached: str = "") -> bytes:
    """Return a mail as Outlook saves it, of some string properties and a page."""
    streams: dict[str, bytes] = {}

    def add(folder: str, header: int, props: Mapping[tuple[int, int], bytes]) -> None:
        listed = b"".join(
            struct.pack("<HHIII", kind, pid, 6, len(data), 0) for (pid, kind), data in props.items()
        )
        streams[f"{folder}__properties_version1.0"] = bytes(header) + listed
        for (pid, kind), data in props.items():
            streams[f"{folder}__substg1.0_{pid:04X}{kind:04X}"] = data

    props = {(pid, 0x1F): text.encode("utf-16-le") for pid, text in strings.items()}
    add("", 32, props | ({(0x1013, 0x102): page} if page else {}))
    if attached:
        add("__attach_version1.0_#00000000/", 8, {(0x3707, 0x1F): attached.encode("utf-16-le")})
    return compound(streams)


_SUBJECT, _BODY, _HEADERS = 0x37, 0x1000, 0x7D


def test_outlook_text() -> None:
    source = mail.read_msg(
        outlook(
            {
                _SUBJECT: "FW: Issue 43",
                _BODY: "One\r\n\r\nTwo: Vitė",
                _HEADERS: f"Date: {_DATE}\r\nFrom: a@b.example\r\n\r\n",
            },
            attached="numbers.xlsx",
        ),
        "a.msg",
    )
    [part] = source.parts
    assert source.format == "msg"
    assert part.lines == [Line(1, "One"), Line(3, "Two: Vitė", gap=1)]
    assert fields(part) == {"title": "Issue 43", "date": _DATE}
    assert [(remark.message, remark.detail) for remark in source.remarks] == [
        ("an attachment", "numbers.xlsx")
    ]


def test_outlook_page() -> None:
    page = "<meta charset=utf-8><h1>Issue</h1><p>One two, in Vitė</p>".encode()
    data = outlook({_SUBJECT: "x", _BODY: "Issue\r\nOne two, in Vitė\r\n"}, page=page)
    [part] = mail.read_msg(data, "a.msg").parts
    assert part.unit is Unit.PARAGRAPH
    assert [line.text for line in part.lines] == ["Issue", "One two, in Vitė"]


def test_outlook_broken() -> None:
    whole = outlook({_SUBJECT: "x", _BODY: "One"})
    for data in (whole[:600], whole[:1500], b"no mail"):
        source = mail.read_msg(data, "a.msg")
        assert [remark.kind for remark in source.remarks] == [RemarkKind.UNREAD]
