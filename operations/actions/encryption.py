"""The file of a backup on the disk: written whole or not at all, and encrypted to public keys when there are any (age)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, cast

import pyrage

from operations.actions.archive import Archive, BackupError, read_archive

PART = ".part"
# How a file begins that is encrypted.
ENCRYPTED = b"age-encryption.org/v1\n"


@contextmanager
def new_file(path: Path, recipients: Sequence[str]) -> Iterator[IO[bytes]]:
    """Hand over a file to write to, which after the block is at the path, whole, readable by its owner alone, and encrypted.

    Without recipients it is not encrypted. With them, what is handed over has no name on the disk. BackupError when there
    is a file already, or none can be written.
    """
    keys, part = [_recipient(text) for text in recipients], path.with_name(path.name + PART)
    _check_free(path, part)
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            try:
                if keys:
                    with TemporaryFile(dir=path.parent) as plain:
                        yield cast(IO[bytes], plain)
                        plain.seek(0)
                        pyrage.encrypt_io(cast(Any, plain), cast(Any, file), keys)
                else:
                    yield cast(IO[bytes], file)
                file.flush()
                os.fsync(file.fileno())
                _check_free(path)
                part.rename(path)
                _sync(path.parent)
            except BaseException:
                with suppress(OSError):
                    part.unlink()
                raise
    except (OSError, pyrage.EncryptError) as error:
        raise BackupError(f"{path} could not be written: {error}.") from error


@contextmanager
def opened_archive(path: Path, *, key_file: Path | None, room: Path) -> Iterator[Archive]:
    """Open a backup and compare it with its hash. BackupError when it is none, was changed, or needs a key.

    An encrypted one is decrypted into a file without a name in the folder `room`.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(ENCRYPTED))
            file.seek(0)
            if begins != ENCRYPTED:
                yield read_archive(file, path)
                return
            if key_file is None:
                raise BackupError(f"{path} is encrypted: say --key FILE with the file that has its secret key.")
            keys = _identities(key_file)
            with TemporaryFile(dir=room) as plain:
                _decrypt(file, cast(IO[bytes], plain), keys, path)
                yield read_archive(cast(IO[bytes], plain), path)
    except OSError as error:
        raise BackupError(f"{path} could not be read: {error}.") from error


def new_key(path: Path) -> str:
    """Write a new secret key into a file that only its owner may read, as age-keygen does; return its public key."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {public}\n{identity}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise BackupError(f"{path} exists already: a key in it would be lost.") from error
    except OSError as error:
        raise BackupError(f"{path} could not be written: {error}.") from error
    return public


def keys_in(path: Path) -> list[str]:
    """Return the lines of a file of keys, without those that are empty or begin with #. BackupError when there are none."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{path} could not be read: {error}.") from error
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise BackupError(f"{path} has no key in it.")
    return found


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        # It may be a secret key, which is not said again.
        raise BackupError(f"“{text[:8]}...” is no public key: one begins with age1 and has 62 characters.") from error


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in keys_in(path)]
    except pyrage.IdentityError as error:
        raise BackupError(f"{path} has no secret key: a line of it begins with AGE-SECRET-KEY-1.") from error


def _decrypt(file: IO[bytes], plain: IO[bytes], keys: list[pyrage.x25519.Identity], path: Path) -> None:
    try:
        pyrage.decrypt_io(cast(Any, file), cast(Any, plain), cast(Any, keys))
    except pyrage.DecryptError as error:
        why = (
            "it was encrypted to other keys"
            if "matching keys" in str(error)
            else str(error).splitlines()[0].rstrip(".")
        )
        raise BackupError(f"{path} could not be decrypted: {why}.") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise BackupError(f"{path} could not be decrypted to its end: it was changed or cut short.") from error
    plain.seek(0)


def _check_free(path: Path, part: Path | None = None) -> None:
    if os.path.lexists(path):
        raise BackupError(f"{path} exists already: name a new file.")
    if part and os.path.lexists(part):
        raise BackupError(
            f"{part} exists: another backup is being written, or one that stopped left it. Delete it then."
        )


def _sync(folder: Path) -> None:
    """Have the new name in the folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
