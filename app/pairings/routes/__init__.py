from app.pairings.routes import closing, lists, making, record, wishes
from app.pairings.routes.blueprint import blueprint

__all__ = ["blueprint", "closing", "lists", "making", "record", "wishes"]
