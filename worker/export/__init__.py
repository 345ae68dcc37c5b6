"""Everything of one sort, filtered, in a form that other programs read; memory stays the same however much there is."""

from worker.export.forms import FORMS, Form, MissingPartError, written
from worker.export.rows import COLUMNS, Wanted, What, rows

__all__ = ["COLUMNS", "FORMS", "Form", "MissingPartError", "Wanted", "What", "rows", "written"]
