"""The window: everything that needs PySide6, and nothing else does."""
