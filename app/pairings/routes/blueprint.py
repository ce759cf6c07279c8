from flask import Blueprint

blueprint = Blueprint("pairings", __name__, url_prefix="/pairings")
