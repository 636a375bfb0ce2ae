"""Opening looks before it touches.

What lies there may be ours or not, whole or damaged, older or newer, in use or on a disk where nothing may
be written. Each gets its own sentence, and a file that is refused stays unchanged to the bit: it is looked
at with its lock file made beside it, read-only, and written only when it is known to be ours.
"""

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from permenti_desktop.db import failures, keys, lock_file, raw, rekey
from permenti_desktop.db.place import Place, place_of
from permenti_desktop.domain.errors import Damaged, Missing, NewerFile, NotOurs, ReadOnly, UserError, WrongPassphrase
from permenti_desktop.i18n import _

if TYPE_CHECKING:
    from permenti_desktop.db.database import Database

_PAGE_BYTES: Final = 4096


class Content(Enum):
    """What a look from outside, without the key, says of a file."""

    MISSING = "missing"
    EMPTY = "empty"
    LOCKED_UP = "locked_up"
    """Encrypted, with its key file: a passphrase opens it, if nothing else is wrong."""
    WITHOUT_KEY_FILE = "without_key_file"
    """Looks encrypted, but its key file is missing: only the recovery sheet opens it."""
    KEY_FILE_DAMAGED = "key_file_damaged"
    NOT_OURS = "not_ours"


class FileState(NamedTuple):
    """What :func:`inspect` saw. ``people`` have a passphrase; ``holder`` has the file open right now."""

    path: Path
    content: Content
    place: Place = Place.OWN_DISK
    people: tuple[str, ...] = ()
    holder: lock_file.Holder | None = None


class KeyFileMissing(Missing):
    """The encrypted file lies there without its key file."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Neben der Datei fehlt die zugehörige Schlüsseldatei (Endung „.key“)."),
            _("Bitte kopieren Sie sie wieder daneben oder öffnen Sie die Datei mit dem Wiederherstellungsblatt."),
        )


class EmptyFile(NotOurs):
    """A file of 0 bytes: what is left when copying broke off."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Diese Datei ist leer. Vermutlich ist beim Kopieren etwas abgebrochen."),
            _("Bitte kopieren Sie sie noch einmal oder stellen Sie eine Sicherung wieder her."),
        )


def inspect(target: str | Path) -> FileState:
    """Look at a file from outside: reads its first bytes and its key file, touches nothing."""
    path = Path(target)
    with failures.translated():
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                header = file.read(raw.HEADER_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return FileState(path, Content.MISSING)
        except IsADirectoryError:
            return FileState(path, Content.NOT_OURS)
        content, people = _content(path, size, header)
    holder = lock_file.read(lock_file.lock_path(path))
    return FileState(path, content, place_of(path), people, holder)


def _content(path: Path, size: int, header: bytes) -> tuple[Content, tuple[str, ...]]:
    if size == 0:
        return Content.EMPTY, ()
    if header == raw.PLAIN_HEADER:
        return Content.NOT_OURS, ()
    envelope_file = keys.envelope_path(path)
    if not envelope_file.exists():
        # Random bytes are hardly ever all printable, and SQLCipher writes whole pages.
        known = size % _PAGE_BYTES or all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in header)
        return (Content.NOT_OURS if known else Content.WITHOUT_KEY_FILE), ()
    try:
        return Content.LOCKED_UP, keys.read(envelope_file).names
    except keys.KeyFileDamaged:
        return Content.KEY_FILE_DAMAGED, ()


def create_database(
    target: str | Path,
    passphrase: str = "",
    *,
    name: str = "",
    cost: keys.Cost | None = None,
    user: str | None = None,
) -> "Database":
    """Make a new, empty office file and open it. *name* is the person whose passphrase it is.

    The file appears under its name only when it is complete. Raises a :class:`UserError` if something lies
    there already. For a PostgreSQL URL the tables are made in the empty database; it needs no passphrase of
    ours.
    """
    from permenti_desktop.db.engine import is_postgresql

    if is_postgresql(target):
        return _open_postgresql(str(target), create=True)
    from permenti_desktop.db.migrating import create_file_with_schema

    path = Path(target)
    if inspect(path).content not in (Content.MISSING, Content.EMPTY) or keys.envelope_path(path).exists():
        raise UserError(
            _("Unter diesem Namen gibt es schon eine Datei."),
            _("Bitte wählen Sie einen anderen Namen."),
        )
    lock = _locked(path, user)
    part = path.with_name(path.name + ".part")
    try:
        with failures.translated():
            data_key = keys.new_data_key()
            part.unlink(missing_ok=True)
            try:
                create_file_with_schema(part, data_key)
                envelope = keys.Envelope((keys.make_slot(name, passphrase, data_key, cost),), file_id(part))
                keys.write(keys.envelope_path(path), envelope)
                part.replace(path)
                for left in _companions(part):
                    left.unlink(missing_ok=True)
            except BaseException:
                for left in (part, *_companions(part), keys.envelope_path(path)):
                    left.unlink(missing_ok=True)
                raise
            keys.sync_folder(path.parent)
        return _database(path, data_key, place_of(path), lock=lock, who=name)
    except BaseException:
        lock.release()
        raise


def _companions(path: Path) -> tuple[Path, ...]:
    """The files SQLite may leave beside a file."""
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


def file_id(path: Path) -> bytes:
    """The first bytes of an encrypted file, its salt: they never change and are written into the envelope."""
    with path.open("rb") as file:
        return file.read(raw.HEADER_BYTES)


class Door(NamedTuple):
    """A file that was found good, unlocked and taken, with the bare driver only; :func:`enter` opens it.

    Whoever does not enter gives it back with :meth:`leave`.
    """

    path: Path
    key: bytes
    who: str
    """Whose passphrase it was; empty when the data key was given."""
    place: Place
    lock: lock_file.LockFile | None
    read_only: bool
    is_older: bool

    def __repr__(self) -> str:
        return f"<Door{' read-only' if self.read_only else ''}>"

    def leave(self) -> None:
        """Give back the lock of the file."""
        if self.lock is not None:
            self.lock.release()


def open_database(
    target: str | Path,
    *,
    passphrase: str | None = None,
    data_key: bytes | None = None,
    read_only: bool = False,
    user: str | None = None,
) -> "Database":
    """Open an office file by a passphrase or by the data key (from the recovery sheet), or a server by its
    URL.

    An older file is backed up and brought to the newest schema first. Raises, and leaves the file as it
    was: :class:`Missing`, :class:`EmptyFile`, :class:`NotOurs`, :class:`KeyFileMissing`,
    ``KeyFileDamaged``, ``WrongPassphrase``, :class:`DamagedFile` (with the backups), :class:`NewerFile`,
    ``FileInUse`` (with who has it), :class:`ReadOnly`.
    """
    from permenti_desktop.db.engine import is_postgresql

    if is_postgresql(target):
        return _open_postgresql(str(target), create=False, read_only=read_only)
    return enter(knock(Path(target), passphrase=passphrase, data_key=data_key, read_only=read_only, user=user))


def knock(
    path: Path,
    *,
    passphrase: str | None = None,
    data_key: bytes | None = None,
    read_only: bool = False,
    user: str | None = None,
    also: Callable[[raw.RawConnection], object] | None = None,
) -> Door:
    """The first half of :func:`open_database`, which imports no SQLAlchemy: the window is painted meanwhile.

    *also* may read more through the connection that looks at a file of today's schema and is locked for us: every
    connection reads the schema once, which takes 7 ms. Raises all that :func:`open_database` raises.
    """
    key, who = unlock_as(path, passphrase=passphrase, data_key=data_key)
    place = place_of(path)
    lock = None if read_only else _locked(path, user)
    try:
        with failures.translated():
            if lock is not None:
                rekey.finish(path)
            older = _peek(path, key, place, by_code=data_key is not None, also=also if lock is not None else None)
        if older and read_only:
            raise ReadOnly(
                _("Diese Datei stammt aus einer älteren Fassung und muss zuerst angepasst werden."),
                _("Bitte öffnen Sie sie einmal an einem Ort, an dem gespeichert werden darf."),
            )
        return Door(path, key, who, place, lock, read_only, older)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def enter(door: Door) -> "Database":
    """The second half of :func:`open_database`; gives the lock back when it fails."""
    try:
        with failures.translated():
            if door.is_older:
                _migrate(door.path, door.key, door.place)
        database = _database(door.path, door.key, door.place, lock=door.lock, read_only=door.read_only, who=door.who)
        try:
            _keep_erasures(database)
        except BaseException:
            database.close()
            raise
        return database
    except BaseException:
        door.leave()
        raise


def unlock(path: Path, *, passphrase: str | None = None, data_key: bytes | None = None) -> bytes:
    """The data key of a file, after a look from outside. Raises as :func:`open_database` does."""
    return unlock_as(path, passphrase=passphrase, data_key=data_key)[0]


def unlock_as(path: Path, *, passphrase: str | None = None, data_key: bytes | None = None) -> tuple[bytes, str]:
    """The data key of a file and whose passphrase it was; as :func:`unlock`."""
    content = inspect(path).content
    if content is Content.MISSING:
        raise Missing(
            _("Die Datei „{name}“ ist nicht da.").format(name=path.name),
            _("Bitte stecken Sie den Stick ein, verbinden Sie das Netzlaufwerk oder suchen Sie die Datei."),
        )
    if content is Content.EMPTY:
        raise EmptyFile()
    if content is Content.NOT_OURS:
        raise NotOurs()
    if data_key is not None:
        return data_key, ""
    if content is Content.WITHOUT_KEY_FILE:
        raise KeyFileMissing()
    if content is Content.KEY_FILE_DAMAGED:
        raise keys.KeyFileDamaged()
    if passphrase is None:
        raise ValueError("neither passphrase nor data key")
    own = file_id(path)
    envelope = keys.of_file(keys.read(keys.envelope_path(path)), own)
    try:
        return keys.unwrap(envelope, passphrase)
    except WrongPassphrase:
        if envelope.file_id == own:
            raise
        raise WrongPassphrase(
            _("Das Passwort passt nicht. Vielleicht gehört die Schlüsseldatei zu einer anderen Datei."),
            _(
                "Bitte prüfen Sie die Feststelltaste. Hilft das nicht, kopieren Sie die richtige Schlüsseldatei "
                "daneben, oder öffnen Sie die Datei mit dem Wiederherstellungsblatt."
            ),
        ) from None


def _locked(path: Path, user: str | None) -> lock_file.LockFile:
    if path.exists():
        with failures.translated(), path.open("r+b"):  # a write-protected file is said to be so at once
            pass
    elif not path.parent.is_dir():
        raise Missing(
            _("Den Ordner „{name}“ gibt es nicht.").format(name=path.parent.name),
            _("Bitte wählen Sie einen anderen Ordner."),
        )
    return lock_file.acquire(lock_file.lock_path(path), user)


def _peek(
    path: Path, key: bytes, place: Place, *, by_code: bool, also: Callable[[raw.RawConnection], object] | None = None
) -> bool:
    """Whether a file is of an older schema, read without changing it; *by_code* if the key was typed and may be an old
    one. *also* reads more from a file of today's schema.

    ``immutable`` keeps SQLite from making files of its own beside it. After a crash a WAL with commits may
    lie there; then only SQLite itself can say what is in the file.
    """
    from sqlcipher3 import dbapi2

    wal, _shm, journal = _companions(path)
    settled = not any(file.exists() and file.stat().st_size for file in (wal, journal))
    try:
        connection = raw.connect(path, key, place=place, read_only=not journal.exists(), immutable=settled)
        try:
            revision = raw.revision(connection)
            if revision is None:
                raise _damaged(path)
            older = _is_older(revision, lambda: raw.made_by(connection))
            if also is not None and not older:
                also(connection)
        finally:
            connection.close()
    except NotOurs:
        # The passphrase fits the envelope, so the key is right: the file is not what it was, or not the one.
        raise _foreign_or_damaged(path, key, by_code=by_code) from None
    except dbapi2.DatabaseError as error:
        if isinstance(failures.from_sqlite(error), Damaged):
            raise _damaged(path) from None
        raise
    return older


def _damaged(path: Path) -> UserError:
    from permenti_desktop.db.backup_list import damaged

    return damaged(path)


def _foreign_or_damaged(path: Path, key: bytes, *, by_code: bool) -> UserError:
    """The key does not decrypt the first page: it is another file's key, or the file is not what it was."""
    from permenti_desktop.db.backup_list import DamagedFile, damaged

    try:
        salt = keys.read(keys.envelope_path(path)).file_id
    except UserError:
        return NotOurs(
            _("Diese Datei und dieser Schlüssel gehören nicht zusammen."),
            _("Bitte prüfen Sie, ob Blatt und Datei zusammengehören."),
        )
    if raw.opens_with_salt(path, key, salt):
        return damaged(path)
    if salt == file_id(path):
        if not by_code:
            return damaged(path)
        return DamagedFile(
            damaged(path).backups,
            _(
                "Der Code passt nicht zu dieser Datei. Wurde sie seit dem Druck neu verschlüsselt, gilt nur das neue "
                "Blatt; sonst ist ihr Anfang beschädigt."
            ),
        )
    error = damaged(path)
    return DamagedFile(
        error.backups,
        _("Der Anfang der Datei ist beschädigt, oder Datei und Schlüsseldatei gehören nicht zusammen."),
    )


def _is_older(revision: str, made_by: Callable[[], str]) -> bool:
    """Compares with the constant only: Alembic is not imported for a current file. Raises :class:`NewerFile` with the
    version that *made_by* tells, if it tells one."""
    from permenti_desktop.db.revision import HEAD, RELEASED

    if revision == HEAD:
        return False
    if revision not in RELEASED:
        version = made_by()
        if not version:
            raise NewerFile()
        raise NewerFile(
            _("Diese Datei stammt aus Fassung {version} des Programms. Sie bleibt unverändert.").format(
                version=version
            ),
            _("Bitte installieren Sie diese oder eine neuere Fassung und öffnen Sie die Datei dann wieder."),
        )
    return True


def _migrate(path: Path, key: bytes, place: Place) -> None:
    from permenti_desktop.db.backup import back_up_file
    from permenti_desktop.db.engine import sqlite_engine
    from permenti_desktop.db.migrating import upgrade

    back_up_file(path, key, "migration")
    engine = sqlite_engine(path, key, place)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _database(
    path: Path,
    key: bytes,
    place: Place,
    *,
    lock: lock_file.LockFile | None,
    read_only: bool = False,
    who: str = "",
) -> "Database":
    from permenti_desktop.db.database import Database
    from permenti_desktop.db.engine import sqlite_engine

    if not read_only:
        raw.make_private(path)
    release: Callable[[], None] | None = lock.release if lock is not None else None
    # A file on a medium that cannot be written has no WAL and must not get one.
    immutable = read_only and not any(file.exists() for file in _companions(path))
    engine = sqlite_engine(path, key, place, read_only=read_only, immutable=immutable)
    return Database(engine, path=path, key=key, place=place, read_only=read_only, on_close=release, who=who)


def _keep_erasures(database: "Database") -> None:
    """Whoever was erased stays erased, also when an older backup lies in the file's place now."""
    from permenti_desktop.db import ledger
    from permenti_desktop.db.engine import asked

    assert database.path is not None
    if not ledger.around(database.path):
        with database.read() as session:
            if not asked(session.connection(), "SELECT 1 FROM setting WHERE key = ?", (ledger.KEY,)):
                return  # nobody ever was: how erasing goes need not be loaded
    from permenti_desktop.db import erasing

    erasing.catch_up(database)
    erasing.settle(database)


def _open_postgresql(url: str, *, create: bool, read_only: bool = False) -> "Database":
    from sqlalchemy.exc import ArgumentError

    from permenti_desktop.db.database import Database
    from permenti_desktop.db.engine import postgresql_engine
    from permenti_desktop.db.migrating import revision, upgrade
    from permenti_desktop.db.revision import HEAD

    try:
        engine = postgresql_engine(url)
    except ArgumentError:
        raise UserError(
            _("Die Adresse der gemeinsamen Datenbank ist nicht vollständig."),
            _("Sie sieht so aus: postgresql://name@rechner/datenbank"),
        ) from None
    try:
        with failures.translated():
            with engine.connect() as connection:
                current = revision(connection)
                tables = connection.dialect.has_table(connection, "person")
            if current is None and (not create or tables):
                raise NotOurs(
                    _("In dieser Datenbank liegen keine Daten dieses Programms."),
                    _("Bitte prüfen Sie die Adresse oder legen Sie dort eine neue Datenbank an."),
                )
            if current is not None and create:
                raise UserError(
                    _("In dieser Datenbank liegen schon Daten."), _("Bitte öffnen Sie sie, statt sie neu anzulegen.")
                )
            if current != HEAD:
                upgrade(engine)
        return Database(engine, read_only=read_only)
    except BaseException:
        engine.dispose()
        raise
