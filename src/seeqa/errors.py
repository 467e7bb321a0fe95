"""The errors that SEEQA raises; each says what was expected, what was found and what to do.

    SeeqaError
    ├── ConfigError         a setting that cannot be used
    ├── CorpusError         a corpus folder that cannot be read
    ├── DiskError           a file or folder that cannot be read or written
    ├── EncoderError        an encoder that cannot be loaded or gives unusable vectors
    │   └── EncoderMissing  the encoder is not on this machine
    ├── IndexFault          the index cannot be used as it stands
    │   ├── IndexMissing    there is none
    │   ├── IndexMismatch   it was built with other settings or another corpus
    │   └── IndexDamaged    a file of it is lost, cut or altered
    ├── ReaderError         a reader that cannot be loaded
    ├── QuestionError       a question that cannot be asked (empty, too long)
    ├── FilterError         a date, place or topic to filter by that cannot be read
    ├── QuestionSetError    a question set that cannot be read
    ├── FeedbackError       feedback that cannot be kept, read or turned into a question
    ├── CitationError       a quote that is not in its document; never shown to a user
    ├── PermalinkError      an address of a quote that cannot be read
    ├── RequestError        a request over HTTP that cannot be understood
    ├── AuthError           a password or a password file that cannot be used
    └── ServeError          the chat cannot be served (the port is taken)

"The archive does not answer" is no error but a value: `Answer.abstention`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SeeqaError(Exception):
    """Base of every error of this package; `str()` is one line fit for a user."""

    def __init__(self, *, expected: str, found: str, mend: str) -> None:
        """Keep the three parts of the message as attributes."""
        super().__init__(f"expected {expected}; found {found}. {mend}")
        self.expected = expected
        self.found = found
        self.mend = mend


class ConfigError(SeeqaError):
    """A setting has a value that cannot be used."""


class CorpusError(SeeqaError):
    """The corpus folder cannot be read."""


class DiskError(SeeqaError):
    """A file or folder cannot be read or written: no permission, no room."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise DiskError in place of what the system says of a disk that cannot be written."""
    try:
        yield
    except OSError as error:
        raise DiskError(
            expected=f"to write {path}",
            found=error.strerror or str(error),
            mend="Make room there or permit it, or name another place.",
        ) from error


class EncoderError(SeeqaError):
    """The encoder cannot be loaded, or its vectors cannot be used."""


class EncoderMissing(EncoderError):
    """The encoder is not on this machine."""


class IndexFault(SeeqaError):
    """The index cannot be used as it stands."""


class IndexMissing(IndexFault):
    """There is no index in the folder."""


class IndexMismatch(IndexFault):
    """The index was built with other settings, another encoder or another corpus."""


class IndexDamaged(IndexFault):
    """A file of the index is lost, cut or altered."""


class ReaderError(SeeqaError):
    """The reader cannot be loaded."""


class QuestionError(SeeqaError):
    """The question is empty or too long."""


class FilterError(SeeqaError):
    """A filter cannot be read."""


class QuestionSetError(SeeqaError):
    """A question set cannot be read."""


class FeedbackError(SeeqaError):
    """Feedback cannot be kept or read, or a question cannot be made of it."""


class CitationError(SeeqaError):
    """A quote is not in its document: the guard that keeps wrong quotes from the user."""


class PermalinkError(SeeqaError):
    """The address of a quote is garbled."""


class RequestError(SeeqaError):
    """A request over HTTP is malformed, too large, or for what is not there."""


class AuthError(SeeqaError):
    """A password, a name or the file of them cannot be used."""


class ServeError(SeeqaError):
    """The chat cannot be served."""
