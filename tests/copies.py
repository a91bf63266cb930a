"""What tests plant faults with: the copies of the bench, which plants more of them."""

from handbook.bench.copies import (
    Edits,
    Original,
    apply_edit,
    family_of,
    make_current,
    new_findings,
    newest_check,
    run,
)

__all__ = ["Edits", "Original", "apply_edit", "family_of", "make_current", "new_findings", "newest_check", "run"]
