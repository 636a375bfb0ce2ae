"""Errors a person can do something about: a sentence, and what to do next.

Every one carries finished text in the language of the window, because who raises it knows what happened and
who shows it does not. Anything that is not a :class:`UserError` is a mistake of the program.
"""

from typing import TYPE_CHECKING

from permenti_desktop.i18n import _

if TYPE_CHECKING:  # the rules of dates are not loaded for the first window, the errors are
    from permenti_desktop.domain.check import Problem


class UserError(Exception):
    """Something went wrong that a person understands: *sentence* says what, *next_step* what to do now."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence, next_step)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


class _WithDefault(UserError):
    """A fixed meaning with words of its own, which the place that raises it may replace by better ones."""

    def __init__(self, sentence: str = "", next_step: str = "") -> None:
        own_sentence, own_next_step = self.words()
        super().__init__(sentence or own_sentence, next_step or own_next_step)

    @staticmethod
    def words() -> tuple[str, str]:
        raise NotImplementedError


class WrongPassphrase(_WithDefault):
    """The passphrase does not open the file."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Das Passwort passt nicht zu dieser Datei."),
            _("Bitte prüfen Sie die Feststelltaste und versuchen Sie es noch einmal."),
        )


class Damaged(_WithDefault):
    """The file is ours, but its content cannot be read any more."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Die Datei ist beschädigt und lässt sich nicht lesen."),
            _("Bitte stellen Sie die neueste gute Sicherung wieder her."),
        )


class NotOurs(_WithDefault):
    """The file was not made by this program."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Diese Datei gehört nicht zu diesem Programm."),
            _("Bitte wählen Sie eine andere Datei."),
        )


class NewerFile(_WithDefault):
    """The file was written by a newer version of the program and stays untouched."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Diese Datei stammt aus einer neueren Fassung des Programms. Sie bleibt unverändert."),
            _("Bitte installieren Sie die neueste Fassung und öffnen Sie die Datei dann wieder."),
        )


class InUse(_WithDefault):
    """Another program or machine has the file open."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Die Datei ist gerade an anderer Stelle geöffnet."),
            _("Bitte schließen Sie sie dort und versuchen Sie es dann noch einmal."),
        )


class ReadOnly(_WithDefault):
    """Nothing may be written in this place."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("An diesem Ort darf nicht gespeichert werden."),
            _("Bitte wählen Sie einen anderen Ordner, zum Beispiel „Dokumente“."),
        )


class DiskFull(_WithDefault):
    """There is no room left."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Der Speicherplatz ist voll. Es wurde nichts gespeichert."),
            _("Bitte schaffen Sie Platz oder wählen Sie einen anderen Ort und speichern Sie noch einmal."),
        )


class Missing(_WithDefault):
    """A file, folder, stick or network share is not there."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Die Datei ist nicht mehr da, wo sie war."),
            _("Bitte stecken Sie den Stick ein, verbinden Sie das Netzlaufwerk oder suchen Sie die Datei."),
        )


class Conflict(_WithDefault):
    """The record was changed by someone else since it was read; nothing was overwritten."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Dieser Eintrag wurde inzwischen an anderer Stelle geändert. Es wurde nichts überschrieben."),
            _("Bitte laden Sie ihn neu und tragen Sie Ihre Änderung noch einmal ein."),
        )


class NotFound(_WithDefault):
    """The record does not exist (any more)."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Diesen Eintrag gibt es nicht mehr."),
            _("Vielleicht liegt er im Papierkorb."),
        )


class Unreadable(_WithDefault):
    """A workbook or another file from outside cannot be read."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Diese Datei lässt sich nicht lesen."),
            _("Bitte öffnen Sie sie in Excel oder LibreOffice und speichern Sie sie dort neu als .xlsx."),
        )


class TargetOpen(_WithDefault):
    """The file to be replaced is open in another program."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Die Datei ist noch in einem anderen Programm geöffnet, zum Beispiel in Excel."),
            _("Bitte schließen Sie sie dort oder wählen Sie einen anderen Namen."),
        )


class Cancelled(_WithDefault):
    """The person stopped it; nothing was changed."""

    @staticmethod
    def words() -> tuple[str, str]:
        return _("Abgebrochen. Es wurde nichts geändert."), ""


class BadInput(UserError):
    """An input that cannot be stored; *problems* name the fields."""

    def __init__(self, problems: "tuple[Problem, ...]", sentence: str = "", next_step: str = "") -> None:
        super().__init__(
            sentence or " ".join(dict.fromkeys(problem.sentence for problem in problems)),
            next_step or _("Bitte prüfen Sie die Angaben."),
        )
        self.problems = problems
