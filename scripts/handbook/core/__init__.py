"""What everything else stands on.

Findings, the project on disk, typed YAML records, locks, atomic writes.
"""
