"""What everything else stands on: findings, the project on disk, typed YAML records, locks, atomic writes."""
