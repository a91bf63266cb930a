"""From pages and sheets to a site that can be served: the only writer of `site/`."""
