"""The WSGI entry point: `granian --interface wsgi wsgi:app`."""

from app import create_app, demo
from app.site.setup import door
from app.upkeep import following

app = create_app()
demo.refuse_real_data(app)
door.announce(app)
following.start(app)
