"""What a built site and its sheets show, read apart from the code that makes them."""
