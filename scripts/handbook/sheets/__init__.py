"""From HTML pages to printed sheets."""
