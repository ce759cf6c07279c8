"""What the framework costs by itself: one query, fifty rows, one template."""

from __future__ import annotations

import os
import sqlite3

from flask import Flask, render_template_string

app = Flask(__name__)
PAGE = """<!DOCTYPE html><title>bare</title><table>{% for code, name in rows %}
<tr><td>{{ code }}</td><td>{{ name }}</td></tr>{% endfor %}</table>"""


@app.get("/")
def page() -> str:
    database = sqlite3.connect(os.environ["BENCH_DATABASE"])
    rows = database.execute("SELECT code, name FROM region LIMIT 50").fetchall()
    database.close()
    return render_template_string(PAGE, rows=rows)
