"""The WSGI entry point: `granian --interface wsgi wsgi:app`."""

from app import create_app
from app.site.setup import door

app = create_app()
door.announce(app)
