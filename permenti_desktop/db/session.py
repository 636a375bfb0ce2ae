"""The session that queries and use cases take: floors above pass it on and need not know SQLAlchemy."""

from sqlalchemy.orm import Session as Session
