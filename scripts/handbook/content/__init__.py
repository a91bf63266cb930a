"""What the handbook says: Markdown pages, evidence records, a local edition."""
