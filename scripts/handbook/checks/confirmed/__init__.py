"""What a person has confirmed, and what is no longer so: texts, senses, pins, files."""
