"""How long things take, beside other tools, and pictures to look at."""
