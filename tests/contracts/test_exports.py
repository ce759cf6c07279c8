"""Whatever carries people away as a sheet or a whole file asks for the password once more."""

import ast
import inspect
import sys

from flask import Flask

# The answer is a file, and why no password is asked for it.
WITHOUT_PASSWORD = {
    "hours.own_record": "her own hours",
    "activities.counts_sheet": "counts by kind and township",
    "supplies.export": "things, not people",
    "rosters.index": "counts by village",
    "rosters.progress": "counts by place",
    "rosters.show_clocks": "counts by place",
    "site.compliance_paper": "counts of a year, no person",
    "children.print_answer": "the answer that one family gets to its own request",
    "training.empty_list": "headings to fill in, no person",
    "upkeep.signature": "a public certificate",
}
ALSO = {
    "children.print_file",
    "rosters.print_roster",
    "volunteers.team_sheet",
    "accounts.grant_role",
    "accounts.revoke_role",
    "accounts.new",
    "accounts.reopen",
    "accounts.clear_factor",
    "accounts.print_code",
    "upkeep.backup_key",
    "site.audit_export",
}
SIGNS = {"XLSX", "write_workbook", "_download"}


def of_module(module) -> set[str]:
    """The functions of a module that answer with a workbook, directly or through one another."""
    tree = ast.parse(inspect.getsource(module))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    named = {
        one.name: {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
        for one in functions
        if one.name != "make_blueprint"
    }
    making = set(SIGNS)
    while more := {name for name, used in named.items() if used & making} - making:
        making |= more
    return making


def test_every_export_and_every_change_of_rights_asks_for_the_password(app: Flask):
    asking, exporting = set(), set()
    for endpoint, view in app.view_functions.items():
        if getattr(view, "needs_fresh_password", False):
            asking.add(endpoint)
        module = view.__module__
        if module.startswith("app.") and view.__name__ in of_module(sys.modules[module]):
            exporting.add(endpoint)
    assert {"children.take", "hours.export", "children_import.marked"} <= exporting
    assert exporting - asking - set(WITHOUT_PASSWORD) == set()
    assert asking >= ALSO
