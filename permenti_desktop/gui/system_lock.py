"""Hears that the desktop was locked: by D-Bus on Linux, by a message to the window on Windows."""

from __future__ import annotations

import os
import sys
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot

_WM_WTSSESSION_CHANGE = 0x02B1
_WTS_SESSION_LOCK = 0x7


class SystemLock(QObject):
    """``locked`` is sent when the desktop's lock goes on; where the system does not tell, never."""

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: Any = None
        if sys.platform == "win32":
            self._listen_on_windows()
        elif sys.platform == "linux":
            self._listen_on_linux()

    def _listen_on_linux(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        system = QDBusConnection.systemBus()
        if system.isConnected():
            system.connect(  # type: ignore[call-overload]  # the stubs know bytes only, Qt takes text
                "org.freedesktop.login1", "", "org.freedesktop.login1.Session", "Lock", self, SLOT("system_locked()")
            )
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            return
        session = QDBusConnection.sessionBus()
        if session.isConnected():
            for name in ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
                session.connect("", "", name, "ActiveChanged", self, SLOT("screen_saver(bool)"))  # type: ignore[call-overload]

    @Slot()
    def system_locked(self) -> None:
        """The session was locked."""
        self.locked.emit()

    @Slot(bool)
    def screen_saver(self, active: bool) -> None:
        """The screen saver, which asks for a password, came or went."""
        if active:
            self.locked.emit()

    def _listen_on_windows(self) -> None:
        if sys.platform == "win32":
            import ctypes

            from PySide6.QtGui import QGuiApplication

            app = QCoreApplication.instance()
            windows = QGuiApplication.topLevelWindows()
            if app is None or not windows:
                return
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(windows[0].winId()), 0)
            self._filter = _WindowsFilter(self)
            app.installNativeEventFilter(self._filter)


class _WindowsFilter(QAbstractNativeEventFilter):
    """Sees the messages of Windows before Qt does."""

    def __init__(self, owner: SystemLock) -> None:
        super().__init__()
        self._owner = owner

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            found = wintypes.MSG.from_address(int(message))
            if found.message == _WM_WTSSESSION_CHANGE and found.wParam == _WTS_SESSION_LOCK:
                self._owner.locked.emit()
        return False, 0
