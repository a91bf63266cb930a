"""Every rule, what the rules look at, and which findings are excused."""
