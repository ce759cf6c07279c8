"""Alembic's environment: runs on the connection that `app.core.migrate` hands over."""

from alembic import context

from app.core.db import Base

connection = context.config.attributes["connection"]


def render_item(type_: str, obj: object, _context: object) -> str | bool:
    """Write our own column types as what they are in the database: migrations outlive the code."""
    if type_ == "type" and type(obj).__module__ == "app.core.types":
        return f"sa.{obj.impl_instance!r}"  # type: ignore[attr-defined]
    return False


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
