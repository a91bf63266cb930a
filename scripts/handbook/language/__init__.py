"""What a language is: sentences, quantities, hedging words, dates, two texts side by side."""
