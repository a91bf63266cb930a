"""The small library that the handbook's scripts, hooks and tests share."""
