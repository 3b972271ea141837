"""What is no whole backup, or has no place to go to, is refused with a sentence, and nothing of it is restored."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from checklists.models import Version
from operations.actions import loading
from operations.actions.archive import BackupError, Manifest
from operations.actions.files import restore_file
from operations.actions.tables import schema
from partnerships.models import Evidence
from tests.databases import Template, used_here
from tests.integration import backups
from tests.migrating import triggers


@pytest.fixture(scope="module", autouse=True)
def _databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tests work on databases of their own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def plain(demonstration: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that is not encrypted."""
    path = tmp_path_factory.mktemp("plain") / "council.backup"
    with used_here(tmp_path_factory.mktemp("demonstration"), demonstration):
        said, fails = backups.command("backup", path)
    assert not fails, said
    assert "It is not encrypted: who has it reads everything." in said
    return path


@pytest.fixture(scope="module")
def encrypted(plain: Path, migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A backup of a database with nobody in it, and its key."""
    folder = tmp_path_factory.mktemp("encrypted")
    key, public = backups.new_key(folder)
    keys = folder / "keys"
    keys.write_text(f"# Those of the council\n\n{public}\n")
    with used_here(tmp_path_factory.mktemp("empty"), migrated):
        said, fails = backups.command("backup", folder / "council.backup", "--to-file", keys)
    assert not fails, said
    return folder / "council.backup", key


@contextmanager
def empty(folder: Path) -> Iterator[None]:
    """Work on a database without tables; nothing may be in it afterwards."""
    place = folder / "place"
    place.mkdir()
    with used_here(place):
        yield
        assert backups.is_untouched()


def refused(folder: Path, path: Path, *arguments: object) -> str:
    """Return why it is not restored into a new place, in which there is nothing afterwards."""
    with empty(folder):
        said, fails = backups.command("restore", path, *arguments)
    assert fails
    return said


class TestTheFile:
    @pytest.mark.parametrize("place", [0.001, 0.2, 0.5, 0.8, 0.9999])
    def test_a_changed_byte(self, plain: Path, tmp_path: Path, place: float) -> None:
        content = bytearray(plain.read_bytes())
        content[int(len(content) * place)] ^= 1
        changed = tmp_path / "changed"
        changed.write_bytes(content)
        assert "is not as it was written: it was changed or cut short." in refused(tmp_path, changed)

    @pytest.mark.parametrize("place", [0.2, 0.7, 0.9999])
    def test_a_changed_byte_of_an_encrypted_one(
        self, encrypted: tuple[Path, Path], tmp_path: Path, place: float
    ) -> None:
        path, key = encrypted
        content = bytearray(path.read_bytes())
        content[int(len(content) * place)] ^= 1
        changed = tmp_path / "changed"
        changed.write_bytes(content)
        assert "could not be decrypted to its end" in refused(tmp_path, changed, "--key", key)

    def test_a_file_cut_short(self, plain: Path, encrypted: tuple[Path, Path], tmp_path: Path) -> None:
        path, key = encrypted
        cut = tmp_path / "cut"
        cut.write_bytes(plain.read_bytes()[:-100_000])
        assert "it was changed or cut short." in refused(tmp_path, cut)
        (tmp_path / "place").rename(tmp_path / "before")
        cut.write_bytes(path.read_bytes()[:-1000])
        assert "it was changed or cut short." in refused(tmp_path, cut, "--key", key)

    def test_what_is_no_backup(self, tmp_path: Path) -> None:
        path = tmp_path / "letter"
        path.write_text("Dear Sir or Madam")
        assert f"{path} is no backup." in refused(tmp_path, path)

    def test_no_file(self, tmp_path: Path) -> None:
        assert "could not be read: [Errno 2]" in refused(tmp_path, tmp_path / "nothing")

    def test_another_table(self, plain: Path, tmp_path: Path) -> None:
        path = "tables/accounts_user.jsonl"
        changed = backups.written_again(plain, tmp_path / "changed", {path: b"[]\n"})
        assert f"{path} in the file is not what its manifest says: it was changed." in refused(tmp_path, changed)

    def test_a_file_that_the_manifest_does_not_list(self, plain: Path, tmp_path: Path) -> None:
        changed = backups.written_again(plain, tmp_path / "changed", {"evidence/more": b"More."})
        assert "The file does not hold what its manifest lists: it was changed." in refused(tmp_path, changed)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda manifest: replace(manifest, format=2), "was made by a later version (1.0.0): restore it with that"),
            (
                lambda manifest: replace(
                    manifest, version="2.0.0", migrations=[*manifest.migrations, ["partnerships", "9999_later"]]
                ),
                "made by a later version than this one (2.0.0; here is 1.0.0, which does not know partnerships.9999_later)",
            ),
            (lambda manifest: replace(manifest, format="one"), "The manifest of "),
        ],
    )
    def test_what_this_version_does_not_know(
        self, plain: Path, tmp_path: Path, change: Callable[[Manifest], Manifest], sentence: str
    ) -> None:
        changed = backups.written_again(plain, tmp_path / "changed", {}, change)
        assert sentence in refused(tmp_path, changed)

    def test_a_file_of_evidence_that_would_go_elsewhere(self, plain: Path, tmp_path: Path) -> None:
        with used_here(tmp_path), backups.looked_into(plain) as archive:
            [member, *_others] = archive.manifest.files
            with archive.open(member) as file, pytest.raises(BackupError, match="could not be stored"):
                restore_file(replace(member, name="../outside"), file)
            assert not (tmp_path / "outside").exists()


class TestKeys:
    def test_none(self, encrypted: tuple[Path, Path], tmp_path: Path) -> None:
        assert "is encrypted: say --key FILE with the file that has its secret key." in refused(tmp_path, encrypted[0])

    def test_another(self, encrypted: tuple[Path, Path], tmp_path: Path) -> None:
        other, _public = backups.new_key(tmp_path)
        said = refused(tmp_path, encrypted[0], "--key", other)
        assert "could not be decrypted: it was encrypted to other keys." in said

    def test_a_public_one(self, encrypted: tuple[Path, Path], tmp_path: Path) -> None:
        path = tmp_path / "public"
        path.write_text(backups.new_key(tmp_path)[1])
        assert "has no secret key: a line of it begins with AGE-SECRET-KEY-1." in refused(
            tmp_path, encrypted[0], "--key", path
        )

    def test_a_secret_one_to_encrypt_to_is_not_said_again(self, tmp_path: Path) -> None:
        secret = backups.new_key(tmp_path)[0].read_text().splitlines()[1]
        said, fails = backups.command("backup", tmp_path / "backup", "--to", secret)
        assert fails
        assert "is no public key: one begins with age1" in said
        assert secret[8:] not in said

    def test_a_new_one_replaces_none(self, tmp_path: Path) -> None:
        path, _public = backups.new_key(tmp_path)
        before = path.read_text()
        said, fails = backups.command("backup", "--new-key", path)
        assert fails
        assert "exists already: a key in it would be lost." in said
        assert path.read_text() == before


class TestThePlace:
    def test_a_database_with_tables(self, plain: Path, migrated: Template, tmp_path: Path) -> None:
        with used_here(tmp_path, migrated):
            said, fails = backups.command("restore", plain)
            assert fails
            assert "has tables already. A backup is restored into a new one: " in said
            assert not User.objects.filter(email__endswith="@marlshire.example").exists()

    def test_a_folder_with_files(self, plain: Path, tmp_path: Path) -> None:
        with used_here(tmp_path):
            default_storage.save("evidence/2026/01/other", ContentFile(b"Other"))
            said, fails = backups.command("restore", plain)
            assert fails
            assert "has files already, such as evidence/2026/01/other." in said
            assert not connection.introspection.table_names()

    def test_what_the_database_refuses_leaves_none_of_it(self, plain: Path, migrated: Template, tmp_path: Path) -> None:
        """A row that names one that is not there. No user of this database is changed, though all were deleted before."""
        changed = backups.with_rows(plain, tmp_path / "changed", "accounts_user", [])
        with used_here(tmp_path, migrated):
            before = list(Version.objects.values_list("pk", "digest"))
            made = triggers()
            with backups.looked_into(changed) as archive, pytest.raises((BackupError, IntegrityError)):
                loading.load(archive, schema("default").tables, lambda _number: None)
            assert list(Version.objects.values_list("pk", "digest")) == before
            assert triggers() == made


class TestRowsThatDoNotCome:
    """One table is enough for it, of the first two migrations."""

    @pytest.fixture
    def small(self, tmp_path: Path) -> Path:
        folder = tmp_path / "small"
        folder.mkdir()
        with used_here(folder):
            call_command("migrate", "contenttypes", verbosity=0)
            said, fails = backups.command("backup", tmp_path / "small.backup")
        assert not fails, said
        return tmp_path / "small.backup"

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            (b'[1,null,"user"]', "The database refused what is in the backup, and has none of it: "),
            (
                b'["1","accounts","user"]',
                "django_content_type are not as they are in the backup: nothing was restored.",
            ),
            (b'[1,"accounts"]', "A row of django_content_type has not the columns of its table."),
            (b"[1", "A row of django_content_type cannot be read: "),
        ],
        ids=["refused", "other", "columns", "torn"],
    )
    def test_leave_an_empty_database_that_is_refused(
        self, small: Path, tmp_path: Path, row: bytes, sentence: str
    ) -> None:
        changed = backups.with_rows(small, tmp_path / "changed", "django_content_type", [row])
        with used_here(tmp_path):
            said, fails = backups.command("restore", changed)
            assert fails
            assert sentence in said
            assert not ContentType.objects.exists()
            again, fails = backups.command("restore", small)
            assert fails
            assert "A restore that stopped leaves tables too, with nobody in them." in again


class TestABackup:
    def test_that_exists_is_not_replaced(self, plain: Path, migrated: Template, tmp_path: Path) -> None:
        before = plain.read_bytes()
        with used_here(tmp_path, migrated):
            said, fails = backups.command("backup", plain)
        assert fails
        assert f"{plain} exists already: name a new file." in said
        assert plain.read_bytes() == before

    def test_beside_another_that_is_being_written(self, migrated: Template, tmp_path: Path) -> None:
        (tmp_path / "backup.part").write_text("Half of it")
        with used_here(tmp_path, migrated):
            said, fails = backups.command("backup", tmp_path / "backup")
        assert fails
        assert "another backup is being written, or one that stopped left it." in said
        assert (tmp_path / "backup.part").read_text() == "Half of it"

    @pytest.mark.parametrize("is_encrypted", [False, True])
    def test_for_which_there_is_no_room(self, demonstration: Template, tmp_path: Path, is_encrypted: bool) -> None:
        to = ["--to", backups.new_key(tmp_path)[1]] if is_encrypted else []
        place = tmp_path / "place"
        place.mkdir()
        with used_here(tmp_path, demonstration):
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
            try:
                said, fails = backups.command("backup", place / "backup", *to)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert fails
        assert "could not be written: " in said
        assert list(place.iterdir()) == []

    def test_in_a_folder_that_is_not_there(self, migrated: Template, tmp_path: Path) -> None:
        with used_here(tmp_path, migrated):
            said, fails = backups.command("backup", tmp_path / "no" / "backup")
        assert fails
        assert "could not be written: [Errno 2]" in said

    def test_of_a_database_without_tables(self, tmp_path: Path) -> None:
        with used_here(tmp_path):
            said, fails = backups.command("backup", tmp_path / "backup")
        assert fails
        assert "The database has no tables: there is nothing to back up." in said
        assert not (tmp_path / "backup").exists()

    def test_of_a_database_of_a_later_version(self, migrated: Template, tmp_path: Path) -> None:
        with used_here(tmp_path, migrated):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_later', '2027-01-01')"
                )
            said, fails = backups.command("backup", tmp_path / "backup")
        assert fails
        assert "The database is of a later version than this program, which does not know accounts.9999_later." in said

    def test_names_evidence_that_is_not_as_it_was_attached(self, demonstration: Template, tmp_path: Path) -> None:
        with used_here(tmp_path, demonstration):
            missing, altered = Evidence.objects.exclude(file="").order_by("pk")[:2]
            Path(missing.file.path).unlink()
            Path(altered.file.path).write_bytes(b"Otherwise.")
            said, fails = backups.command("backup", tmp_path / "backup")
        assert fails
        assert f"{missing.file.name} is missing" in said
        assert f"{altered.file.name} is not what was attached" in said
        manifest = backups.manifest_of(tmp_path / "backup")
        assert (manifest.missing, manifest.altered) == ([missing.file.name], [altered.file.name])

    def test_needs_one_place(self) -> None:
        said, fails = backups.command("backup")
        assert fails
        assert said == "Say where the backup is to be, or --new-key and where a new key is to be."
