"""From Markdown and evidence to HTML pages and the search index."""
