"""The screen of organisations: the list, and the file of one with its people, contacts and internships."""
